import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratch } from './support/scratch.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const directory = scratch();
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  directory.remove();
});

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly exit: Promise<number | null>;
}

/** Runs what `npm start` runs. */
function start(...words: string[]): Run {
  const child = spawn(process.execPath, [join(ROOT, 'bin/spillway-local.cjs'), ...words], { cwd: ROOT });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, out: () => out, err: () => err, exit };
}

async function until(what: () => boolean, run: Run): Promise<void> {
  let isOver = false;
  void run.exit.then(() => {
    isOver = true;
  });
  while (!what()) {
    if (isOver) throw new Error(`it ended:\n${run.out()}\n${run.err()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const TOOL = `kind: Tool
server: greetings
name: hello
description: Says hello.
input: { type: object, properties: {}, additionalProperties: false }
target: { type: static, content: [{ type: text, text: Hello }] }
`;

const call = (endpoint: string, credentials: Readonly<Record<string, string>> = {}) =>
  fetch(`${endpoint}/mcp/greetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...credentials },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'hello', arguments: {} } }),
  });

test('prints one line of JSON, serves a tool, and leaves no process after SIGTERM', async () => {
  directory.write('catalog/tools.yaml', TOOL);
  const state = directory.inside('state');
  const options = ['--port', '0', '--state', state, '--json', '--catalog', directory.inside('catalog')];

  const run = start(...options);
  await until(() => run.out().includes('\n'), run);

  const ready = JSON.parse(run.out());
  expect(ready).toEqual({
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    servers: ['greetings'],
    counts: { greetings: { tools: 1, prompts: 0, resources: 0 } },
    table: expect.any(String),
    tableEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    credentials: { accessKeyId: expect.stringMatching(/^AKIA[0-9A-F]{32}$/), secretAccessKey: expect.any(String) },
  });
  const announced = JSON.parse(readFileSync(join(state, 'local.json'), 'utf8'));
  const { counts: _, ...reach } = ready;
  expect(announced).toMatchObject({ ...reach, pid: run.child.pid, region: expect.any(String) });

  const answer = (await (await call(ready.endpoint)).json()) as { result: unknown };
  expect(answer.result).toMatchObject({ content: [{ type: 'text', text: 'Hello' }] });
  await until(() => run.err().includes('B\n'), run);
  expect(run.err()).toMatch(/^POST \/mcp\/greetings tools\/call hello rule=900 function=stream 200 [\d.]+ ms \d+ B$/m);

  const second = start(...options);
  expect(await second.exit).toBe(1);
  expect(second.err()).toContain(`as process ${run.child.pid}`);

  const functions = childrenOf(run.child.pid);
  expect(functions.length).toBeGreaterThan(0);
  run.child.kill('SIGTERM');

  expect(await run.exit).toBe(0);
  for (const pid of functions) expect(() => process.kill(pid, 0)).toThrow();
  expect(existsSync(join(state, 'local.json'))).toBe(false);
  expect(await isOpen(Number(new URL(ready.endpoint).port))).toBe(false);
  expect(await isOpen(Number(new URL(ready.tableEndpoint).port))).toBe(false);
  expect(run.out().trim().split('\n')).toHaveLength(1);
}, 60_000);

test('with --auth, prints a key and an issuer, and serves nobody without credentials', async () => {
  directory.write('closed/tools.yaml', TOOL.replace('input:', 'scopes: [greetings:read]\ninput:'));
  const state = directory.inside('closed-state');

  const run = start('--port', '0', '--auth', '--json', '--state', state, '--catalog', directory.inside('closed'));
  await until(() => run.out().includes('\n'), run);

  const { key, issuer, endpoint } = JSON.parse(run.out());
  expect(key).toMatch(/^spw_/);
  expect(issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(JSON.parse(readFileSync(join(state, 'local.json'), 'utf8'))).toMatchObject({ key, issuer });
  expect((await call(endpoint)).status).toBe(401);
  // The key has every scope that the documents name.
  expect(await (await call(endpoint, { authorization: `Bearer ${key}` })).json()).toMatchObject({
    result: { content: [{ text: 'Hello' }] },
  });
  const metadata = await fetch(`${endpoint}/.well-known/oauth-protected-resource/mcp/greetings`);
  expect(await metadata.json()).toMatchObject({ authorization_servers: [issuer] });
  expect(run.err()).not.toContain(key);

  run.child.kill('SIGTERM');
  expect(await run.exit).toBe(0);
  expect(run.err()).not.toContain('error while stopping');
  expect(await isOpen(Number(new URL(issuer).port))).toBe(false);
}, 60_000);

test('with the faults that users of AWS report, never ends an answer without a byte', async () => {
  directory.write('catalog/tools.yaml', TOOL);
  const state = directory.inside('faulty-state');
  const faults = ['--aws-never-ends-empty', '--aws-renames-content-length', '--aws-holds-small-chunks'];

  const run = start('--port', '0', '--json', '--state', state, '--catalog', directory.inside('catalog'), ...faults);
  await until(() => run.out().includes('\n'), run);

  const { endpoint } = JSON.parse(run.out());
  const empty = await fetch(`${endpoint}/mcp/greetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
  });
  expect(empty.status).toBe(202);
  let isOver = false;
  const ending = empty.text().then(
    () => {
      isOver = true;
    },
    () => undefined,
  );
  // An answer with payload ends, so a small chunk arrives even when it is held.
  expect(await (await call(endpoint)).json()).toMatchObject({ result: { content: [{ text: 'Hello' }] } });
  expect(isOver).toBe(false);

  run.child.kill('SIGTERM');
  expect(await run.exit).toBe(0);
  await ending;
}, 60_000);

test('SIGTERM during the start ends it and its children', async () => {
  const state = directory.inside('early');
  // A service that never listens: the start is still waiting for it when the signal arrives.
  directory.write('slow/tools.yaml', TOOL);
  directory.write('slow/service.mjs', 'setInterval(() => undefined, 1000);');
  directory.write(
    'slow/local.yaml',
    'services: [{ name: slow, run: service.mjs, port: 0, ready: /, variable: greetings.api }]',
  );
  const run = start('--port', '0', '--state', state, '--catalog', directory.inside('slow'));
  await until(() => childrenOf(run.child.pid).length > 0, run);
  const children = childrenOf(run.child.pid);

  run.child.kill('SIGTERM');

  expect(await run.exit).toBe(0);
  for (const pid of children) expect(() => process.kill(pid, 0)).toThrow();
  expect(existsSync(join(state, 'local.pid'))).toBe(false);
  expect(run.out()).toBe('');
});

test('reports invalid documents and exits', async () => {
  directory.write('broken/tools.yaml', TOOL.replace('kind: Tool', 'kind: Tol'));

  const run = start(
    '--port',
    '0',
    '--state',
    directory.inside('broken-state'),
    '--catalog',
    directory.inside('broken'),
  );

  expect(await run.exit).toBe(1);
  expect(run.err()).toMatch(/tools\.yaml:1: .*kind/);
  expect(run.out()).toBe('');
}, 60_000);

test.each([
  ['an unknown option', ['--prot', '1'], /Unknown option '--prot'/],
  ['an invalid port', ['--port', 'http'], /--port http: expected a port number/],
  ['a stage that is a path', ['--stage', '../x'], /--stage \.\.\/x/],
  ['an unexpected argument', ['dev'], /Unexpected argument 'dev'/],
])('%s: usage and exit code 2', async (_, words, message) => {
  const run = start(...words);

  expect(await run.exit).toBe(2);
  expect(run.err()).toMatch(message);
  expect(run.err()).toContain('Usage: npm start --');
});

test('a catalogue directory that does not exist is an error', async () => {
  const run = start('--catalog', directory.inside('none'), '--state', directory.inside('s'));

  expect(await run.exit).toBe(1);
  expect(run.err()).toMatch(/--catalog .*none: the directory does not exist/);
});

/** Process ids of a process's children, except those of the TypeScript loader, which exit a moment after it. */
function childrenOf(parent: number | undefined): number[] {
  const list = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return list
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .filter(([, , ppid, program]) => Number(ppid) === parent && program?.includes('esbuild') === false)
    .map(([, pid]) => Number(pid));
}
