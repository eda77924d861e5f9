import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { type TemporaryDirectory, temporaryDirectory } from './support/directories.ts';
import { eventually } from './support/eventually.ts';
import { modern, modernCall, postJson, withHeaders } from './support/requests.ts';
import { startStageStack, startTestStack, type TestStack } from './support/stack.ts';
import { startUpstream, type Upstream } from './support/upstream.ts';

const SPILLWAY = fileURLToPath(new URL('../../bin/spillway.cjs', import.meta.url));

const tool = (name: string, text: string, server = 'shop'): string => `kind: Tool
server: ${server}
name: ${name}
description: Says a word.
input: { type: object, properties: {} }
target: { type: static, text: ${text} }
`;

describe('spillway dev', () => {
  let home: TemporaryDirectory;
  let catalog: string;
  let upstream: Upstream;
  let child: ChildProcess;
  let ready: { readonly endpoint: string; readonly servers: readonly string[]; readonly counts: object };
  let [out, err] = ['', ''];

  const write = (name: string, text: string) => writeFile(join(catalog, name), text);
  const call = async (name: string, server = 'shop') => {
    const { json } = await postJson(`${ready.endpoint}/mcp/${server}`, modernCall(name));
    return json;
  };
  const says = (text: string) => ({ result: { content: [{ text }] } });
  /** What is printed from now on. */
  const printed = () => {
    const before = err.length;
    return () => err.slice(before);
  };

  beforeAll(async () => {
    home = await temporaryDirectory();
    catalog = join(home.path, 'my-tools');
    let busy = 2;
    upstream = await startUpstream(() => (response) => {
      busy -= 1;
      response.writeHead(busy < 0 ? 404 : 503, { 'content-type': 'application/json' }).end('{"why":"no such order"}');
    });
    await mkdir(catalog);
    await write('words.yaml', `${tool('greet', 'Hello!')}---\n${tool('part', 'Bye!')}`);
    await write('broken.yaml', tool('never', 'No!', 'other').replace('text: No!', 'text: [1]'));
    const words = ['dev', 'my-tools', '--port', '0', '--json', '--state', join(home.path, '.spillway')];
    child = spawn(process.execPath, [SPILLWAY, ...words], { cwd: home.path });
    child.stdout?.on('data', (chunk) => (out += chunk));
    child.stderr?.on('data', (chunk) => (err += chunk));
    await eventually(() => {
      if (!out.includes('\n')) throw new Error(`it is not ready, exit code ${child.exitCode}:\n${err}`);
      ready = JSON.parse(out);
    });
  });
  afterAll(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    await upstream.close();
    await home.remove();
  });

  test('starts beside a mistake, which it shows, and says what it does and what there is', async () => {
    expect(ready).toMatchObject({ servers: ['shop'], counts: { shop: { tools: 2, prompts: 0, resources: 0 } } });
    await eventually(() => {
      expect(err).toMatch(/^error: .*broken\.yaml:\d+: document 1: target\.text: /m);
      for (const step of ['opening tables', 'publishing documents', 'ready']) {
        expect(err).toMatch(new RegExp(`^[\\d.]+ s {2}${step}`, 'm'));
      }
    });
    expect(await call('greet')).toMatchObject(says('Hello!'));
  });

  test('publishes a document as it is saved: in place, by renaming, and in a new directory', async () => {
    const text = printed();
    await write('words.yaml', `${tool('greet', 'Good morning!')}---\n${tool('part', 'Bye!')}`);
    await eventually(async () => expect(await call('greet')).toMatchObject(says('Good morning!')));
    await eventually(() => expect(text()).toContain('catalogue: shop is at version 2: updated Tool greet\n'));

    await write('.words.yaml.swp', `${tool('greet', 'Good evening!')}---\n${tool('part', 'Bye!')}`);
    await rename(join(catalog, '.words.yaml.swp'), join(catalog, 'words.yaml'));
    await eventually(async () => expect(await call('greet')).toMatchObject(says('Good evening!')));

    await mkdir(join(catalog, 'more', 'deep'), { recursive: true });
    await write('more/deep/third.yaml', tool('third', 'Three!'));
    await eventually(async () => expect(await call('third')).toMatchObject(says('Three!')));
    await write('more/deep/third.yaml', tool('third', 'Four!'));
    await eventually(async () => expect(await call('third')).toMatchObject(says('Four!')));
  });

  test('a list is not kept by clients, so that the next one has what was saved', async () => {
    const { json } = await postJson(`${ready.endpoint}/mcp/shop`, modern('tools/list'));

    expect(json).toMatchObject({ result: { ttlMs: 0 } });
  });

  test('a server with a mistake stays as it was, and others follow', async () => {
    const text = printed();
    await write('words.yaml', `${tool('greet', 'Good evening!')}timeout: 3\n---\n${tool('part', 'Ciao!')}`);
    await eventually(() => expect(text()).toMatch(/error: .*words\.yaml:7: document 1: timeout: /));
    await eventually(() =>
      expect(text()).toContain('What was published before stays in service until the mistakes are corrected.'),
    );

    await write('second.yaml', tool('hello', 'Second!', 'second'));
    await eventually(async () => expect(await call('hello', 'second')).toMatchObject(says('Second!')));
    expect(await call('part')).toMatchObject(says('Bye!'));
    expect(text().match(/document 1: timeout: /g)).toHaveLength(1);

    await write('words.yaml', `${tool('greet', 'Good evening!')}---\n${tool('part', 'Ciao!')}`);
    await eventually(async () => expect(await call('part')).toMatchObject(says('Ciao!')));
  });

  test('a file that the system cannot read deletes nothing', async () => {
    const text = printed();
    await symlink(join(catalog, 'nowhere'), join(catalog, 'lost.yaml'));
    await eventually(() => expect(text()).toMatch(/error: .*lost\.yaml: cannot be read: ENOENT/));
    expect(await call('part')).toMatchObject(says('Ciao!'));

    await write('beside.yaml', tool('beside', 'Read!', 'beside'));
    await eventually(async () => expect(await call('beside', 'beside')).toMatchObject(says('Read!')));

    await rm(join(catalog, 'lost.yaml'));
    await write('after.yaml', tool('after', 'Read!', 'after'));
    await eventually(async () => expect(await call('after', 'after')).toMatchObject(says('Read!')));
    expect(text()).not.toContain('deleted');
  });

  test('a file that is emptied and written again in steps is never seen half-written', async () => {
    const text = printed();
    const whole = `${tool('greet', 'At last!')}---\n${tool('part', 'Ciao!')}`;
    await truncate(join(catalog, 'words.yaml'));
    for (const end of [60, 150, whole.length]) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await write('words.yaml', whole.slice(0, end));
    }

    await eventually(async () => expect(await call('greet')).toMatchObject(says('At last!')));
    expect(text()).not.toContain('deleted');
  });

  test('publishes nothing when nothing changed, and a burst of saves as one', async () => {
    const text = printed();
    for (let round = 0; round < 20; round += 1) {
      writeFileSync(join(catalog, 'second.yaml'), tool('hello', 'Second!', 'second'));
      writeFileSync(join(catalog, `burst-${round}.yaml`), tool(`burst-${round}`, 'Many!', 'burst'));
    }

    await eventually(async () => expect(await call('burst-19', 'burst')).toMatchObject(says('Many!')));
    await eventually(() => expect(text()).toContain('catalogue: burst is at version'));
    expect(text()).not.toContain('catalogue: second');
    expect(text().match(/catalogue: burst is at version/g)?.length).toBeLessThan(10);
  });

  test('deletes what is in no file any more: a tool, and a server', async () => {
    await rm(join(catalog, 'more'), { recursive: true });
    await rm(join(catalog, 'second.yaml'));

    await eventually(async () => expect(await call('third')).toMatchObject({ error: { code: -32602 } }));
    await eventually(async () => expect(await call('hello', 'second')).toMatchObject({ error: {} }));
    await eventually(() => expect(err).toContain('catalogue: second is deleted, because no file has a document of it'));
    expect(await call('greet')).toMatchObject(says('At last!'));
  });

  test('deletes the servers of a directory without any document left, and publishes them again', async () => {
    const text = printed();
    for (const name of await readdir(catalog)) await rm(join(catalog, name));
    await eventually(() =>
      expect(text()).toContain('catalogue: shop is deleted, because no file has a document of it'),
    );
    expect(await call('greet')).toMatchObject({ error: {} });

    await write('words.yaml', tool('greet', 'Again!'));
    await eventually(async () => expect(await call('greet')).toMatchObject(says('Again!')));
  });

  test('says of a local.yaml that it is read at the start only', async () => {
    const text = printed();
    await write('local.yaml', 'secrets: { shop: { token: s3cret } }\n');

    await eventually(() => expect(text()).toMatch(/note: .*local\.yaml has changed: restart the local stack/));
    expect(text()).not.toContain('s3cret');
  });

  test('the access log has method, tool, failures and retries', async () => {
    const text = printed();
    const target = `target: { type: http, url: "http://127.0.0.1:${upstream.port}/orders/7" }`;
    await write('orders.yaml', tool('find_order', 'x', 'orders').replace(/target: .*/, target));
    await eventually(async () =>
      expect(await call('find_order', 'orders')).toMatchObject({ result: { isError: true } }),
    );
    await call('nothing', 'orders');
    await postJson(`${ready.endpoint}/mcp/orders`, modern('tools/list'));

    await eventually(() => {
      expect(text()).toMatch(
        /^POST \/mcp\/orders tools\/call find_order isError retries=2 rule=900 function=stream 200 [\d.]+ ms \d+ B$/m,
      );
      expect(text()).toMatch(/^POST \/mcp\/orders tools\/call nothing error=-32602 rule=900 function=stream /m);
      expect(text()).toMatch(/^POST \/mcp\/orders tools\/list rule=50 function=direct 200 /m);
    });
  });

  test('ends with 0 after SIGTERM', async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');

    expect(await exited).toEqual([0, null]);
  });
});

describe('npm start -- --watch, with a toolkit function', () => {
  let directory: string;
  let stack: TestStack;
  const lines: string[] = [];

  /** The function throws at line 5. */
  const source = (word: string): string =>
    [
      "import { defineTool } from '@spillway/toolkit';",
      "import { end } from './ending.ts';",
      'interface Arguments { readonly fails?: boolean }',
      'export const handler = defineTool<Arguments>(async ({ fails }) => {',
      "  if (fails) throw new Error('broken on purpose');",
      `  return '${word}' + end;`,
      '});',
    ].join('\n');
  const write = (name: string, text: string) => writeFile(join(directory, name), text);
  const call = async (args = {}) => {
    const { json } = await postJson(`${stack.endpoint}/mcp/words`, modernCall('say', args));
    return json;
  };
  const says = (text: string) => ({ result: { content: [{ text }] } });

  beforeAll(async () => {
    // Entries of toolkit functions are below the root of the repository.
    await mkdir(join(REPOSITORY_ROOT, 'dist'), { recursive: true });
    directory = await mkdtemp(join(REPOSITORY_ROOT, 'dist', 'watched-'));
    await write('say.ts', source('Hello'));
    await write('ending.ts', "export const end = '!';");
    const entry = relative(REPOSITORY_ROOT, join(directory, 'say.ts'));
    stack = await startStageStack(
      {
        name: 'watched',
        stage: `region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { anonymous: {} }
functions: { say: { entry: ${entry} } }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`,
        documents: `kind: Tool
server: words
name: say
description: Says a word.
input: { type: object, properties: { fails: { type: boolean } } }
target: { type: lambda, function: say }
`,
      },
      { watch: true, log: (line) => lines.push(line) },
    );
  });
  afterAll(async () => {
    await stack.stop();
    await rm(directory, { recursive: true });
  });

  test('the next calls run what is saved, also in a file that it imports', async () => {
    expect(await call()).toMatchObject(says('Hello!'));

    await write('say.ts', source('Goodbye'));
    await eventually(async () => expect(await call()).toMatchObject(says('Goodbye!')));
    await write('ending.ts', "export const end = '?';");
    await eventually(async () => expect(await call()).toMatchObject(says('Goodbye?')));
  });

  test('a function that cannot be built is shown with its line, and keeps its code', async () => {
    await write('ending.ts', "export const end = '?'\nexport const = 3;");
    await eventually(() => expect(lines.join('\n')).toMatch(/error: function say: .*\n?.*ending\.ts:2:13: ERROR: /));
    expect(await call()).toMatchObject(says('Goodbye?'));

    await write('say.ts', source('Later').replace('./ending.ts', './missing.ts'));
    await eventually(() => expect(lines.join('\n')).toContain('Could not resolve "./missing.ts"'));
    await write('missing.ts', "export const end = '.';");
    await eventually(async () => expect(await call()).toMatchObject(says('Later.')));
  });

  test('an error names the line of TypeScript', async () => {
    expect(await call({ fails: true })).toMatchObject({ result: { isError: true } });

    await eventually(() => {
      const [line = ''] = lines.filter((each) => each.includes('broken on purpose'));
      expect(line).toContain(`${join(directory, 'say.ts')}:5:20`);
    });
  });
});

describe('npm start -- --watch --auth, with a service', () => {
  let home: TemporaryDirectory;
  let stack: TestStack;
  const lines: string[] = [];

  const write = (name: string, text: string) => writeFile(join(home.path, name), text);
  const service = (word: string) => `import { createServer } from 'node:http';
createServer((_, response) => response.end(${JSON.stringify(word)})).listen(Number(process.env.PORT), '127.0.0.1');
`;
  const call = async (name: string) => {
    const headers = { authorization: `Bearer ${stack.auth?.key}` };
    const { json } = await postJson(`${stack.endpoint}/mcp/shop`, withHeaders(modernCall(name), headers));
    return json;
  };
  const says = (text: string) => ({ result: { content: [{ text }] } });

  beforeAll(async () => {
    home = await temporaryDirectory();
    await mkdir(join(home.path, 'stages'));
    await mkdir(join(home.path, 'tools'));
    await write(
      'stages/served.yaml',
      `region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { apiKeys: true }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`,
    );
    await write('tools/service.mjs', service('one'));
    await write(
      'tools/local.yaml',
      'services: [{ name: words, run: service.mjs, port: 0, ready: /, variable: shop.host }]\n',
    );
    const ask = tool('ask', 'x').replace(/target: .*/, 'target: { type: http, url: "http://{host}/", answer: text }');
    await write('tools/tools.yaml', `kind: Server\nserver: shop\nvariables: { host: a.example }\n---\n${ask}`);
    stack = await startTestStack({
      ...{ stage: 'served', stages: relative(REPOSITORY_ROOT, join(home.path, 'stages')) },
      ...{ catalog: [join(home.path, 'tools')], watch: true, auth: true, log: (line) => lines.push(line) },
    });
  });
  afterAll(async () => {
    await stack.stop();
    await home.remove();
  });

  test('the next calls reach the program of a service as it is saved', async () => {
    expect(await call('ask')).toMatchObject(says('one'));

    await write('tools/service.mjs', service('two'));

    await eventually(async () => expect(await call('ask')).toMatchObject(says('two')));
    await eventually(() => expect(lines).toContain('service words runs anew, because its program has changed'));
  });

  test('the key has the scopes that documents name now', async () => {
    await write('tools/secret.yaml', tool('secret', 'Psst!').replace('target:', 'scopes: [shop:secret]\ntarget:'));

    await eventually(async () => expect(await call('secret')).toMatchObject(says('Psst!')));
  });

  test('a stage file is read at the start only, which a note says', async () => {
    await write('stages/served.yaml', 'region: us-east-1');

    await eventually(() =>
      expect(lines).toContain(
        `note: ${join(home.path, 'stages', 'served.yaml')} has changed: restart the local stack to use it`,
      ),
    );
  });
});
