import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { openTable, publish, TableThrottled } from '../../lambda/catalog/publish/index.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { targetTypes } from '../support/targets.ts';

const toolText = (name: string, more = '') =>
  `kind: Tool\nserver: orders\nname: ${name}\ndescription: "Does ${name}.\\nAnd more."\ninput: { type: object, properties: {} }\ntarget: { type: echo, text: t }\n${more}`;

let started: StartedTable;
let directory: string;
beforeAll(async () => {
  started = await startDynalite();
});
afterAll(() => started.stop());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spillway-cli-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** As the local stack writes it while it runs. */
function runStack(more: object = {}): void {
  const { endpoint: tableEndpoint, table, region, credentials } = started;
  mkdirSync(join(directory, '.spillway'), { recursive: true });
  const lambda = { lambdaEndpoint: 'http://127.0.0.1:1', functions: {} };
  const stack = {
    endpoint: 'http://127.0.0.1:8787/',
    table,
    tableEndpoint,
    region,
    credentials,
    ...lambda,
    pid: process.pid,
    ...more,
  };
  write('.spillway/local.json', JSON.stringify(stack));
}

/** Runs one command in the test's directory. */
async function run(
  args: readonly string[],
  fetchFake: typeof fetch = () => Promise.reject(new Error('no network')),
  more: Partial<CliContext> = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(args, {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    directory,
    fetch: fetchFake,
    targets: targetTypes,
    ...more,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('validate', () => {
  test('good documents are counted', async () => {
    const path = write('a.yaml', `${toolText('a')}---\n${toolText('b')}`);
    expect(await run(['validate', '-f', path])).toEqual({ code: 0, out: '2 documents of 1 server: all good', err: '' });
  });

  test('problems go to stderr, and the exit code is 1', async () => {
    const path = write('a.yaml', toolText('a', 'x: 1'));
    const { code, out, err } = await run(['validate', '-f', path]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${path}:7: document 1: x: unknown key \`x\``);
    expect(err).toContain('1 problem: nothing was published');
  });
});

test('a table that stays throttled is reported without a stack trace', async () => {
  const check = () => Promise.reject(new TableThrottled('the table t is throttled'));
  const targets = { echo: { schema: {}, check } };

  const { code, err } = await run(['validate', '-f', write('a.yaml', toolText('a'))], undefined, { targets });

  expect({ code, err }).toEqual({ code: 1, err: 'error: the table t is throttled' });
});

describe('delete and compact', () => {
  const publishGoods = async () => {
    runStack();
    const path = write('a.yaml', toolText('a').replace('server: orders', 'server: goods'));
    await run(['apply', '-f', path, '--local']);
  };

  test('delete asks, and deletes after a yes only', async () => {
    await publishGoods();
    const questions: string[] = [];
    const answering = (answer: string) => async (question: string) => {
      questions.push(question);
      return answer;
    };

    expect(await run(['delete', 'goods', '--local'])).toMatchObject({
      code: 2,
      err: 'error: there is no terminal to ask on: pass --yes to delete without a question',
    });
    expect(await run(['delete', 'goods', '--local'], undefined, { ask: answering('') })).toMatchObject({
      code: 1,
      err: 'error: nothing was deleted',
    });
    expect((await run(['list', '--local'])).out).toContain('goods  version 1  1 tool');

    const { code, out } = await run(['delete', 'goods', '--local'], undefined, { ask: answering('y') });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('goods is deleted') });
    expect(questions).toContain('Delete the server goods (version 1: 1 tool)? [y/N] ');
    expect((await run(['list', '--local'])).out).not.toContain('goods');
    expect(await run(['delete', 'goods', '--yes', '--local'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('server goods is not published here'),
    });
  });

  test('compact removes what a deleted server left, once nobody can read it any more', async () => {
    await publishGoods();
    await run(['delete', 'goods', '--yes', '--local']);

    expect((await run(['compact', '--local'])).out).toMatch(/^goods: 0 items removed, \d+ versions? kept$/m);
    const later = { now: () => Date.now() + 2 * 3_600_000 };
    expect((await run(['compact', '--local'], undefined, later)).out).toMatch(
      /^goods: [1-9]\d* items removed, 0 versions kept$/m,
    );
    expect((await run(['compact', '--local'], undefined, later)).out).toContain('goods: 0 items removed');
    expect(await run(['compact', '--keep', '0', '--local'])).toMatchObject({ code: 2 });
  });

  test('one compact after 70 minutes is enough', async () => {
    await publishGoods();
    await run(['delete', 'goods', '--yes', '--local']);

    const later = { now: () => Date.now() + 71 * 60_000 };
    expect((await run(['compact', '--local'], undefined, later)).out).toMatch(
      /^goods: [1-9]\d* items removed, 0 versions kept$/m,
    );
  });
});

describe('apply and list', () => {
  test('tell what they did and what is there', async () => {
    runStack();
    expect(await run(['list', '--local'])).toMatchObject({ code: 0, out: expect.stringContaining('no servers yet') });
    const path = write('a.yaml', `${toolText('a')}---\n${toolText('b', 'scopes: [read]')}`);

    expect((await run(['apply', '-f', path, '--local'])).out).toBe(
      'orders: version 1 is published (2 created)\n  created   Tool a\n  created   Tool b',
    );
    expect((await run(['apply', '-f', path, '--local'])).out).toMatch(/^orders: nothing to publish \(2 unchanged\)/);
    expect((await run(['list', '--local'])).out).toBe('orders  version 1  2 tools');
    expect((await run(['list', 'orders', '--local'])).out).toBe('tool  a  Does a.\ntool  b  Does b. [read]');

    write('a.yaml', toolText('a'));
    expect((await run(['apply', '-f', path, '--prune', '--local'])).out).toContain('  deleted   Tool b');
  });

  test('tell of every kind of document', async () => {
    runStack();
    const prompt =
      'kind: Prompt\nserver: orders\nname: p\ntitle: Ask\nmessages: [{ role: user, content: { type: text, text: Hi } }]\n';
    const resource = (address: string) => `kind: Resource\nserver: orders\nname: r\n${address}\ntext: T\n`;
    const documents = [toolText('a'), prompt, resource('uri: x://a'), resource('uriTemplate: "x://{id}"')];
    const path = write('a.yaml', documents.join('---\n').replaceAll('server: orders', 'server: shop'));

    expect((await run(['validate', '-f', path])).out).toBe(
      '4 documents of 1 server: all good (1 Tool, 1 Prompt, 2 Resources)',
    );
    expect((await run(['apply', '-f', path, '--local'])).out).toBe(
      [
        'shop: version 1 is published (4 created)',
        '  created   Tool a',
        '  created   Prompt p',
        '  created   Resource x://a',
        '  created   Resource x://{id}',
      ].join('\n'),
    );
    expect((await run(['list', '--local'])).out).toMatch(
      /^shop +version 1 +1 tool, 1 prompt, 1 resource, 1 template$/m,
    );
    expect((await run(['list', 'shop', '--local'])).out).toBe(
      ['tool      a         Does a.', 'prompt    p         Ask', 'resource  x://a', 'template  x://{id}'].join('\n'),
    );
  });

  test('list what publishers wrote in one line each, which steers no terminal', async () => {
    runStack();
    const tool = { kind: 'Tool', server: 'loud', name: 'a', description: 'Red:\u001b[31m!\rgone\nsecond' } as const;
    const rest = { input: { type: 'object' }, target: { type: 'echo', text: 'x' } };
    // as an earlier release, which did not refuse them
    const table = openTable(started);
    await publish(table, {
      server: 'loud',
      documents: [
        { kind: 'Server', server: 'loud', title: 'Loud\u0007\nand long' },
        { ...tool, ...rest },
      ],
      prune: false,
    });
    table.close();
    expect((await run(['list', '--local'])).out).toMatch(/^loud +version 1 +1 tool +Loud$/m);
    expect((await run(['list', 'loud', '--local'])).out).toBe('tool  a  Red:[31m!');
  });

  test('a server that is not there', async () => {
    runStack();
    expect(await run(['list', 'nope', '--local'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('server nope was never published'),
    });
  });

  test('a table that is not there', async () => {
    runStack({ table: 'elsewhere' });
    expect(await run(['list', '--local'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('the table does not exist'),
    });
  });
});

describe('the local stack', () => {
  test('is found from a directory below', async () => {
    runStack();
    mkdirSync(join(directory, 'deep', 'down'), { recursive: true });
    directory = join(directory, 'deep', 'down');
    expect((await run(['list', '--local'])).code).toBe(0);
    directory = join(directory, '..', '..');
  });

  test.each([
    ['absent', undefined, 'no local stack is running here'],
    ['ended', { pid: 2 ** 22 + 1 }, 'is no longer running (process 4194305)'],
    ['unreadable', { pid: 'x' }, 'does not describe a local stack'],
  ])('%s: a clear error', async (_name, stack, message) => {
    if (stack) runStack(stack);
    const { code, err } = await run(['list', '--local']);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});

describe('wrong usage ends with 2', () => {
  test.each([
    [[]],
    [['frobnicate']],
    [['validate']],
    [['list']],
    [['list', '--local', '--table', 't']],
    [['apply', '-f', 'x', '--nope']],
    [['call', 'orders', '--endpoint', 'http://x']],
    [['call', 'orders/a']],
    [['call', 'orders/a', '--endpoint', 'x']],
    [['call', 'orders/a', '--endpoint', 'http://x', '--local']],
    [['call', 'orders/a', '--endpoint', 'http://x', '--args', '{']],
    [['call', 'orders/a', '--endpoint', 'http://x', '--args', '[]']],
  ])('%j', async (args) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });
});

describe('call', () => {
  interface Sent {
    url: string;
    headers: Headers;
    body: { params: { _meta: object } };
  }
  /** A server that answers with a body, in which `ID` stands for the request's. */
  function answering(body: string, type = 'application/json', status = 200) {
    const sent: Sent[] = [];
    const fake: typeof fetch = async (url, init) => {
      const request = JSON.parse(String(init?.body));
      sent.push({ url: String(url), headers: new Headers(init?.headers), body: request });
      const headers = { 'content-type': type };
      return new Response(body.replaceAll('"ID"', JSON.stringify(request.id)), { status, headers });
    };
    return { sent, fake };
  }
  const answer = (result: object) => JSON.stringify({ jsonrpc: '2.0', id: 'ID', result });
  const text = (words: string) => ({ type: 'text', text: words });
  const args = ['call', 'orders/list', '--endpoint', 'https://mcp.example.com/', '--args', '{"id": 7}'];

  test('sends one request of 2026-07-28 and prints the text', async () => {
    const { sent, fake } = answering(answer({ content: [text('one'), text('two')] }));

    expect(await run(args, fake)).toEqual({ code: 0, out: 'one\ntwo', err: '' });

    const [request] = sent;
    expect(request?.url).toBe('https://mcp.example.com/mcp/orders');
    expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'list',
      accept: 'application/json, text/event-stream',
    });
    expect(request?.body).toMatchObject({
      jsonrpc: '2.0',
      method: 'tools/call',
      params: { name: 'list', arguments: { id: 7 } },
    });
    expect(request?.body.params._meta).toMatchObject({
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    });
  });

  test.each(['https://x', 'https://x/', 'https://x/mcp', 'https://x/mcp/'])(
    'takes %s, as the output `Endpoint` of the stack is written or as people do',
    async (endpoint) => {
      const { sent, fake } = answering(answer({ content: [] }));
      await run(['call', 'orders/list', '--endpoint', endpoint], fake);
      expect(sent[0]?.url).toBe('https://x/mcp/orders');
    },
  );

  test('encodes a name that a header cannot carry', async () => {
    const { sent, fake } = answering(answer({ content: [] }));
    await run(['call', 'orders/é', '--endpoint', 'http://x'], fake);
    expect(sent[0]?.headers.get('mcp-name')).toBe('=?base64?w6k=?=');
  });

  test('takes the answer from a stream', async () => {
    const progress = '{"jsonrpc":"2.0","method":"notifications/progress","params":{}}';
    const stream = `: hi\n\nevent: message\ndata: ${progress}\n\nevent: message\r\ndata: ${answer({ content: [text('end')] })}\r\n\r\n`;
    const { fake } = answering(stream, 'text/event-stream');
    expect((await run(args, fake)).out).toBe('end');
  });

  test('a tool that failed ends with 1', async () => {
    const { fake } = answering(answer({ content: [text('no such order')], isError: true }));
    expect(await run(args, fake)).toEqual({ code: 1, out: '', err: 'error: no such order' });
  });

  test('an error of the protocol ends with 1', async () => {
    const error = { code: -32602, message: 'Unknown tool: list' };
    const { fake } = answering(JSON.stringify({ jsonrpc: '2.0', id: 'ID', error }));
    expect((await run(args, fake)).err).toBe('error: Unknown tool: list (-32602, HTTP 200)');
  });

  test('an answer that is none ends with 1', async () => {
    const { fake } = answering('<html>gateway</html>', 'text/html', 502);
    expect(await run(args, fake)).toMatchObject({ code: 1, err: expect.stringContaining('HTTP 502') });
  });

  test('an endpoint that is not there ends with 1', async () => {
    expect(await run(args)).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached: ') });
  });

  test('--json prints the result, --local finds the endpoint, other content is named', async () => {
    runStack();
    const result = { content: [{ type: 'image', data: 'AA==', mimeType: 'image/png' }], structuredContent: { a: 1 } };
    const { sent, fake } = answering(answer(result));
    expect(JSON.parse((await run(['call', 'orders/a', '--local', '--json'], fake)).out)).toEqual(result);
    expect((await run(['call', 'orders/a', '--local'], fake)).out).toBe('[image image/png; --json shows it]');
    expect(sent[0]?.url).toBe('http://127.0.0.1:8787/mcp/orders');
  });
});

describe('the program itself', () => {
  const cwd = join(import.meta.dirname, '..', '..');
  const program = ['--import', 'tsx', 'bin/spillway.ts'];

  test('starts with the real targets', () => {
    const ended = spawnSync('node', [...program, 'validate', '-f', 'nope'], { cwd, encoding: 'utf8' });
    expect(ended.stderr).toBe('nope: no such file or directory\n1 problem: nothing was published\n');
    expect(ended.status).toBe(1);
  });

  const environment = (endpoint: string) => ({
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });

  test('finds the table through --table and AWS_ENDPOINT_URL_DYNAMODB', async () => {
    const args = [...program, 'list', '--table', started.table, '--region', started.region];
    const { stdout } = await promisify(execFile)('node', args, { cwd, env: environment(started.endpoint) });
    expect(stdout).toContain('orders');
  });

  test('says so when the table cannot be reached, without a stack trace', () => {
    const args = [...program, 'list', '--table', 't', '--region', 'eu-central-1'];
    const ended = spawnSync('node', args, { cwd, env: environment('http://127.0.0.1:9'), encoding: 'utf8' });
    expect(ended.stderr).toMatch(/^error: cannot use the table: .*ECONNREFUSED.*\n$/);
    expect(ended.status).toBe(1);
  });
});

describe('warnings', () => {
  const text = toolText('a').replace(', properties: {}', '');
  const line = /^[^\n]*warned\.yaml:5: warning: document 1: input: some clients refuse an `input` without `properties`/;

  test('go to stderr; the documents are valid and published', async () => {
    runStack();
    const path = write('warned.yaml', text.replace('server: orders', 'server: warned'));

    expect(await run(['validate', '-f', path])).toEqual({
      code: 0,
      out: '1 document of 1 server: valid, with 1 warning',
      err: expect.stringMatching(line),
    });
    expect(await run(['apply', '-f', path, '--local'])).toEqual({
      code: 0,
      out: 'warned: version 1 is published (1 created)\n  created   Tool a',
      err: expect.stringMatching(line),
    });
  });

  test.each(['validate', 'apply'])('%s --strict makes them errors', async (command) => {
    runStack();
    const path = write('warned.yaml', text.replace('server: orders', 'server: strict'));
    const table = command === 'apply' ? ['--local'] : [];

    const { code, out, err } = await run([command, '-f', path, '--strict', ...table]);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/warned\.yaml:5: document 1: input: some clients refuse/);
    expect(err).toContain('1 problem: nothing was published');
    expect((await run(['list', 'strict', '--local'])).err).toContain('was never published');
  });
});
