import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readLocalFiles } from '../../../local/local-yaml/index.ts';
import { Service } from '../../../local/services/index.ts';
import { scratch } from '../support/scratch.ts';

const directory = scratch();
afterAll(() => directory.remove());

const PROGRAM = `
  import { createServer } from 'node:http';
  const server = createServer((request, response) => {
    if (request.url === '/crash') process.exit(7);
    response.end(String(process.pid));
  });
  console.log('listening');
  server.listen(Number(process.env.PORT), '127.0.0.1');`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Writes a `local.yaml` and reads it. */
function specOf(name: string, port: number, program = PROGRAM) {
  directory.write(`${name}/service.ts`, program);
  directory.write(
    `${name}/local.yaml`,
    `services:\n  - { name: ${name}, run: service.ts, port: ${port}, ready: /health }\n`,
  );
  const [spec] = readLocalFiles([directory.inside(name)]).services;
  if (spec === undefined) throw new Error('no service');
  return spec;
}

test('a service that is restarted runs its program as it is now, also after a crash at its start', async () => {
  const port = await freePort();
  const spec = specOf('anew', port);
  const lines: string[] = [];
  const service = await Service.start(spec, (line) => lines.push(line));
  const answer = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();

  directory.write('anew/service.ts', 'process.exit(3);');
  await expect(service.restart()).rejects.toThrow('service anew exited (exit code 3) before it was ready');
  directory.write('anew/service.ts', PROGRAM.replace('String(process.pid)', "'second'"));
  await service.restart();
  const second = await answer();
  await service.stop();

  expect(second).toBe('second');
  await expect(answer()).rejects.toThrow('fetch failed');
  expect(lines.filter((line) => line.startsWith('exited')).every((line) => line.includes('exit code 3'))).toBe(true);
});

test('a service starts, logs, restarts after a crash, and stops', async () => {
  const port = await freePort();
  const lines: string[] = [];
  const service = await Service.start(specOf('story', port), (line) => lines.push(line));
  const first = await (await fetch(`http://127.0.0.1:${port}/`)).text();

  await fetch(`http://127.0.0.1:${port}/crash`).catch(() => undefined);
  let second = '';
  for (let attempt = 0; attempt < 100 && second === ''; attempt += 1) {
    await sleep(50);
    second = await fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.text(),
      () => '',
    );
  }
  await service.stop();

  expect(Number(second)).toBeGreaterThan(0);
  expect(second).not.toBe(first);
  expect(lines).toEqual(expect.arrayContaining(['listening', 'exited (exit code 7); restarting']));
  expect(() => process.kill(Number(second), 0)).toThrow();
});

test('a service exits when the local stack is killed', async () => {
  const port = await freePort();
  const spec = specOf('orphan', port);
  const starter = directory.write(
    'starter.mts',
    `import { writeSync } from 'node:fs';
     import { Service } from ${JSON.stringify(new URL('../../../local/services/index.ts', import.meta.url).href)};
     await Service.start(${JSON.stringify(spec)}, () => undefined);
     writeSync(1, 'up');
     process.kill(process.pid, 'SIGKILL');`,
  );

  const end = await promisify(execFile)(process.execPath, ['--import', 'tsx', starter]).catch(
    (error: unknown) => error,
  );
  expect(end).toMatchObject({ signal: 'SIGKILL', stdout: 'up' });

  const isAnswering = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  let answers = true;
  for (let attempt = 0; attempt < 100 && answers; attempt += 1) {
    await sleep(20);
    answers = await isAnswering();
  }
  expect(answers).toBe(false);
});

test('a port in use is reported with file and port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const failure = Service.start(specOf('busy', port), () => undefined);

  await expect(failure).rejects.toThrow(new RegExp(`busy/local\\.yaml: service busy: port ${port} is in use`));
  await new Promise((resolve) => server.close(resolve));
});

test('a service that exits before it is ready is an error', async () => {
  const spec = specOf('broken', await freePort(), 'process.exit(3)');

  await expect(Service.start(spec, () => undefined)).rejects.toThrow(
    /service broken exited \(exit code 3\) before it was ready/,
  );
});

test('a directory without the file has no services', () => {
  expect(readLocalFiles([directory.path]).services).toEqual([]);
});

test.each([
  ['an unknown key', 'services: [{ name: a, run: service.ts, port: 1, ready: /x, env: {} }]', /services\.0: .*env/],
  ['a bad port', 'services: [{ name: a, run: service.ts, port: 70000, ready: /x }]', /services\.0\.port/],
  [
    'a program that is not a script',
    'services: [{ name: a, run: run.sh, port: 1, ready: /x }]',
    /expected a TypeScript or JavaScript file/,
  ],
  [
    'a program that does not exist',
    'services: [{ name: a, run: none.ts, port: 1, ready: /x }]',
    /service a: the file none\.ts does not exist/,
  ],
  [
    'a secret that is not a string',
    'secrets: { orders: { token: 5 } }',
    /secrets\.orders\.token: expected a string, or \{ fromEnv/,
  ],
  ['invalid YAML', 'services: [', /local\.yaml is not valid YAML/],
  ['something else', 'hello', /local\.yaml is not valid/],
])('%s is an error that names file and key', (name, yaml, message) => {
  directory.write(`${name}/local.yaml`, yaml);

  expect(() => readLocalFiles([directory.inside(name)])).toThrow(message);
});

test('two services on one port are an error', () => {
  const specs = ['one', 'two'].map((name) => specOf(name, 1234).directory);

  expect(() => readLocalFiles(specs)).toThrow(/two\/local\.yaml: port 1234 is already used by .*one\/local\.yaml/);
});
