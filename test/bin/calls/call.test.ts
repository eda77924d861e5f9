import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliContext, Interrupted } from '../../../bin/cli/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { partial, progress, runCommand, type Script, scriptedServer, text } from '../support/commands.ts';

const ROWS = ['{"id":1,"name":"Peru"}', '{"id":2,"name":"Chad"}'];
const LIST: Script = (request) => [
  progress(request, { progress: 1, total: 2, message: 'Looking\nfar' }),
  partial(0, text(ROWS[0] ?? '')),
  partial(1, text(ROWS[1] ?? '')),
  { result: { content: [text(`[${ROWS.join(',')}]`)] } },
];
const DONE: Script = () => [{ result: { content: [text('done')] } }];
const PNG = 'iVBORw0KGgo=';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spillway-call-'));
});
afterEach(() => rm(directory, { recursive: true }));

function call(server: { readonly fetch: typeof fetch }, words: readonly string[] = [], more: Partial<CliContext> = {}) {
  return runCommand(['call', 'shop/list', '--endpoint', 'http://127.0.0.1:9', ...words], {
    ...{ directory, fetch: server.fetch },
    ...more,
  });
}

describe('on a terminal', () => {
  const watch = (script: Script, words: readonly string[] = [], more: Partial<CliContext> = {}) =>
    call(scriptedServer(script), words, { isWatched: true, ...more });

  test('rows and progress appear in the order of their arrival, and the rows once', async () => {
    const { code, all } = await watch(LIST);

    expect(code).toBe(0);
    expect(all.filter((line) => line !== 'draw:')).toEqual([
      'draw:[###############...............] 1 of 2 Looking far',
      `out:${ROWS[0]}`,
      `out:${ROWS[1]}`,
    ]);
    expect(all.indexOf('draw:')).toBeLessThan(all.indexOf(`out:${ROWS[0]}`));
  });

  test.each<[string, readonly string[], string, string]>([
    ['pages', ['[{"a":1},{"a":2}]', '[{"a":3}]'], '[{"a":1},{"a":2},{"a":3}]', ''],
    ['texts', ['Peru', 'a "b"'], '["Peru","a \\"b\\""]', ''],
    ['a list of them', ['Peru', 'Chad'], 'Peru, Chad', ''],
    [
      'what stands around them',
      ['{"a":1}', '{"a":2}'],
      '{"rows":[{"a":1},{"a":2}],"total":2}',
      '{"rows":[…],"total":2}',
    ],
    ['a summary', ['Peru', 'Chad'], '2 countries', '2 countries'],
    ['other text between them', ['Peru', 'Chad'], 'Peru and Chad', 'Peru and Chad'],
    ['parts of words', ['an'], 'banana', 'banana'],
    ['another order', ['a', 'b'], 'b, a', 'b, a'],
    ['rows without a word', ['[]', '-'], '[]', '[]'],
  ])('a result with %s shows what is new', async (_, rows, result, rest) => {
    const { all } = await watch(() => [
      ...rows.map((row, seq) => partial(seq, text(row))),
      { result: { content: [text(result)] } },
    ]);

    const printed = all.filter((line) => line.startsWith('out:'));
    expect(printed).toEqual([...rows, ...(rest === '' ? [] : [rest])].map((line) => `out:${line}`));
  });

  test('running text goes on in its line', async () => {
    const { out } = await watch(() => [
      ...['first\nsec', 'ond\n', 'third', ' and last'].map((chunk, seq) => partial(seq, text(chunk))),
      { result: { content: [text('first\nsecond\nthird and last')] } },
    ]);

    expect(out).toBe('first\nsecond\nthird and last');
  });

  test('a note after the rows is printed, and an image that was shown is not shown again', async () => {
    const image = { type: 'image', data: PNG, mimeType: 'image/png' };

    const { out } = await watch(() => [
      partial(0, text('Peru'), image),
      { result: { content: [text('["Peru"]'), image, text('There may be more.')] } },
    ]);

    expect(out).toBe('Peru\n[image image/png; --json shows it]\nThere may be more.');
  });

  test('the reason of a failure follows the rows', async () => {
    const { code, out, err } = await watch(() => [
      partial(0, text('Peru')),
      { result: { content: [text('The upstream hung up. Before that, 1 row arrived.')], isError: true } },
    ]);

    expect({ code, out, err }).toEqual({
      code: 1,
      out: 'Peru',
      err: 'error: The upstream hung up. Before that, 1 row arrived.',
    });
  });

  test('a stream that is cut keeps what arrived, and reports the cut', async () => {
    const { code, out, err } = await watch(() => [partial(0, text('Peru\nCha'))]);

    expect({ code, out }).toEqual({ code: 1, out: 'Peru\nCha' });
    expect(err).toMatch(/^error: The stream ended before the response; 1 message had arrived\. /);
  });

  test('log messages go to standard error, if they are asked for', async () => {
    const server = scriptedServer(() => [
      { method: 'notifications/message', params: { level: 'warning', logger: 'db', data: { slow: true } } },
      { result: { content: [] } },
    ]);

    const { err } = await call(server, ['--log', 'info'], { isWatched: true });

    expect(err).toBe('warning: db: {"slow":true}');
    expect(server.sent[0]?.params._meta).toMatchObject({ 'io.modelcontextprotocol/logLevel': 'info' });
  });

  test.each(['--json', '--stream'])('%s prints the result as the server sent it', async (option) => {
    const result = {
      content: [text('a'), { type: 'hologram', depth: 3 }, { type: 'text' }, { type: 'image', data: PNG }, null],
      structuredContent: { rows: [] },
      resultType: 'complete',
      _meta: { 'shop/cost': 2 },
      other: [1],
    };

    const { out } = await watch(() => [{ result }], [option]);

    expect(JSON.parse(out)).toEqual(option === '--json' ? result : { type: 'result', result });
  });

  test('--json stays one document', async () => {
    const { out } = await watch(LIST, ['--json']);

    expect(JSON.parse(out)).toEqual({ content: [text(`[${ROWS.join(',')}]`)] });
  });

  test('nothing that a tool sends steers it', async () => {
    const { all } = await watch((request) => [
      progress(request, { progress: 1, message: '\u001b[2J' }),
      partial(0, text('\u001b[31m')),
      { result: { content: [] } },
    ]);

    expect(all.join('\n')).not.toContain('\u001b');
  });
});

describe('in a pipe', () => {
  test('the text of the result is all that is printed', async () => {
    const server = scriptedServer(LIST);

    const { all } = await call(server);

    expect(all).toEqual([`out:[${ROWS.join(',')}]`]);
    expect(server.sent[0]?.params._meta).not.toHaveProperty('progressToken');
  });

  test('progress appears where standard error is a terminal', async () => {
    const drawn: string[] = [];

    const { all } = await call(scriptedServer(LIST), [], { drawOver: (line) => void drawn.push(line) });

    expect(all).toEqual([`out:[${ROWS.join(',')}]`]);
    expect(drawn).toContain('[###############...............] 1 of 2 Looking far');
  });

  test('--stream prints each part as a line of JSON', async () => {
    const { code, out } = await call(scriptedServer(LIST), ['--stream']);

    expect(code).toBe(0);
    expect(out.split('\n').map((line) => JSON.parse(line))).toEqual([
      { type: 'progress', progress: 1, total: 2, message: 'Looking\nfar' },
      { type: 'partial', seq: 0, content: [text(ROWS[0] ?? '')] },
      { type: 'partial', seq: 1, content: [text(ROWS[1] ?? '')] },
      { type: 'result', result: { content: [text(`[${ROWS.join(',')}]`)] } },
    ]);
  });

  test('--stream of a tool that fails ends with 1', async () => {
    const failed: Script = () => [{ result: { content: [text('no')], isError: true } }];

    const { code, out, err } = await call(scriptedServer(failed), ['--stream']);

    expect({ code, err }).toEqual({ code: 1, err: 'error: the tool failed' });
    expect(JSON.parse(out)).toMatchObject({ type: 'result', result: { isError: true } });
  });
});

describe('the arguments', () => {
  const sentArguments = async (given: string, more: Partial<CliContext> = {}) => {
    const server = scriptedServer(DONE);
    const { code, err } = await call(server, ['--args', given], more);
    return { code, err, args: server.sent[0]?.params.arguments };
  };

  test('come from a file, relative to where the user stands', async () => {
    await writeFile(join(directory, 'order.json'), '\ufeff{"id": 7}');

    expect(await sentArguments('@order.json')).toEqual({ code: 0, err: '', args: { id: 7 } });
    expect(await sentArguments('@order.json', { directory: '.', userDirectory: directory })).toMatchObject({ code: 0 });
  });

  test('come from standard input', async () => {
    async function* stdin() {
      yield Buffer.from('{"id"');
      yield Buffer.from(': 7}');
    }

    expect(await sentArguments('@-', { stdin: stdin() })).toEqual({ code: 0, err: '', args: { id: 7 } });
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['no JSON', '{', /^error: order\.json is not valid JSON: /],
    ['no object', '[]', /^error: order\.json must be a JSON object/],
    ['no UTF-8', Buffer.from([0xff]), /^error: order\.json is not UTF-8$/],
    ['too long', Buffer.alloc(10_000_001, ' '), /^error: order\.json has more than 10000000 bytes/],
  ])('of a file with %s are refused', async (_, content, message) => {
    await writeFile(join(directory, 'order.json'), content);

    expect(await sentArguments('@order.json')).toEqual({
      code: 2,
      err: expect.stringMatching(message),
      args: undefined,
    });
  });

  test.each([
    ['@gone.json', 'error: --args: gone.json cannot be read: there is no such file'],
    ['@.', 'error: --args: . cannot be read: EISDIR'],
  ])('of %s are refused', async (given, err) => {
    expect(await sentArguments(given)).toEqual({ code: 2, err, args: undefined });
  });
});

describe('binary content', () => {
  const IMAGE = { type: 'image', data: PNG, mimeType: 'image/png' };
  const blob = (uri: string, more: JsonObject = {}) => ({ type: 'resource', resource: { uri, blob: PNG, ...more } });
  const saving = (content: readonly JsonObject[], ...words: string[]) =>
    call(
      scriptedServer(() => [{ result: { content } }]),
      ['--output', 'files', ...words],
    );
  const files = () => readdir(join(directory, 'files'));

  test('is saved, and the text names the file', async () => {
    const { code, out } = await saving([text('Two files:'), IMAGE, blob('docs://a/report.pdf?x=1')]);

    const [image, report] = [join('files', 'image-1.png'), join('files', 'report.pdf')];
    expect({ code, out }).toEqual({
      code: 0,
      out: `Two files:\n[image image/png: ${image}]\n[resource docs://a/report.pdf?x=1: ${report}]`,
    });
    expect(await readFile(join(directory, image), 'base64')).toBe(PNG);
    expect((await files()).toSorted()).toEqual(['image-1.png', 'report.pdf']);
  });

  test('never replaces a file', async () => {
    await saving([IMAGE]);
    await saving([IMAGE]);
    await saving([blob('x://image-1.png')]);

    expect((await files()).toSorted()).toEqual(['image-1-2.png', 'image-1-3.png', 'image-1.png']);
  });

  test.each([
    ['docs://a/..%2F..%2Fetc%2Fpasswd', 'etc_passwd.bin'],
    ['docs://a/..', 'resource-1.bin'],
    ['docs://a/.ssh', 'ssh.bin'],
    ['docs://a/a\\..\\b', 'a_.._b.bin'],
    ['docs://a/%00', 'resource-1.bin'],
    ['docs://a/%zz', 'zz.bin'],
    ['docs://a/Zürich/', 'Zürich.bin'],
    [`docs://${'a'.repeat(300)}`, `${'a'.repeat(100)}.bin`],
  ])('of %s stays in the directory', async (uri, name) => {
    const { code } = await saving([blob(uri)]);

    expect(code).toBe(0);
    expect(await files()).toEqual([name]);
    expect(await readdir(directory)).toEqual(['files']);
  });

  test('that cannot be decoded ends with 1, after the rest of the result', async () => {
    const { code, out, err } = await saving([text('One file:'), { ...IMAGE, data: '*' }]);

    expect({ code, out }).toEqual({ code: 1, out: 'One file:\n[image image/png: not saved]' });
    expect(err).toBe('error: binary content was not saved: the server sent data that is not base64');
  });

  test('of a document is named on standard error', async () => {
    const { out, err } = await saving([IMAGE, text('a')], '--json');

    expect(JSON.parse(out)).toEqual({ content: [IMAGE, text('a')] });
    expect(err).toBe(`[image image/png: ${join('files', 'image-1.png')}]`);
  });

  test('has nowhere to go: nothing is sent', async () => {
    await writeFile(join(directory, 'files'), '');
    const server = scriptedServer(DONE);

    const { code, err } = await call(server, ['--output', 'files']);

    expect({ code, sent: server.sent }).toEqual({ code: 1, sent: [] });
    expect(err).toMatch(/^error: --output: files cannot be created: /);
  });
});

describe('a question', () => {
  const CONFIRM = {
    resultType: 'input_required',
    inputRequests: {
      'spillway/confirm': {
        method: 'elicitation/create',
        params: { mode: 'form', message: 'Sure?\u001b[2J', requestedSchema: { type: 'object', properties: {} } },
      },
    },
    requestState: 'signed',
  };
  const asking = () => scriptedServer(() => [{ result: CONFIRM }], DONE);

  test('is asked on a terminal, as text that steers nothing', async () => {
    const server = asking();
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return 'y';
    };

    const { code, out } = await call(server, [], { ask });

    expect({ code, out }).toEqual({ code: 0, out: 'done' });
    expect(questions).toEqual(['shop asks: Sure?\\u001b[2J [y/N/c(ancel)] ']);
    expect(server.sent[1]?.params).toMatchObject({
      inputResponses: { 'spillway/confirm': { action: 'accept', content: {} } },
      requestState: 'signed',
    });
  });

  test('is answered by --yes', async () => {
    expect(await call(asking(), ['--yes'])).toMatchObject({ code: 0, out: 'done' });
  });

  test('that nothing answers is named, with the option; nothing more is sent', async () => {
    const server = asking();

    const { code, err } = await call(server);

    expect(code).toBe(2);
    expect(err).toMatch(/^error: shop asks "Sure\?.*" \(spillway\/confirm\), and there is no terminal: pass --yes/);
    expect(server.sent).toHaveLength(1);
  });

  test('that an --answer does not fit is a warning', async () => {
    const { code, err } = await call(asking(), ['--yes', '--answer', 'reason=late']);

    expect({ code, err }).toEqual({ code: 0, err: 'warning: no question asks for reason: see --answer' });
  });

  test('ends the call with 130 on Ctrl-C', async () => {
    const { code, err } = await call(asking(), [], { ask: () => Promise.reject(new Interrupted()) });

    expect({ code, err }).toEqual({
      code: 130,
      err: 'interrupted: the tool may have run; check before you call it again',
    });
  });
});

describe('a task', () => {
  const task = (status: string, more: JsonObject = {}) => ({
    result: { taskId: 't1', status, pollIntervalMs: 50, ttlMs: null, ...more },
  });
  const creates: Script = () => [{ result: { ...task('working').result, resultType: 'task' } }];

  test('is followed to its result', async () => {
    const server = scriptedServer(
      creates,
      () => [task('working', { statusMessage: 'half way' })],
      () => [task('completed', { result: { content: [text('done')] } })],
    );

    const { code, out, all } = await call(server, ['--task'], { isWatched: true });

    expect({ code, out }).toEqual({ code: 0, out: 'done' });
    expect(all).toEqual(expect.arrayContaining(['draw:Task t1: working', 'draw:Task t1: half way']));
    expect(server.sent.map(({ method }) => method)).toEqual(['tools/call', 'tasks/get', 'tasks/get']);
  });

  test('that asks what nothing answers is cancelled', async () => {
    const inputRequests = { q: { method: 'elicitation/create', params: { message: 'Sure?', requestedSchema: {} } } };
    const server = scriptedServer(
      creates,
      () => [task('input_required', { inputRequests })],
      () => [{ result: {} }],
    );

    const { code, err } = await call(server, ['--task']);

    expect(code).toBe(2);
    expect(err).toContain('shop asks "Sure?" (q)');
    expect(server.sent.map(({ method }) => method)).toEqual(['tools/call', 'tasks/get', 'tasks/cancel']);
  });

  const declaresTasks = ({ params }: { readonly params: JsonObject }) =>
    JSON.stringify(params._meta).includes('io.modelcontextprotocol/tasks');

  test('is not what a call becomes if the tool can do without', async () => {
    const server = scriptedServer(DONE);

    await call(server);

    expect(server.sent.map(declaresTasks)).toEqual([false]);
  });

  test('is what a call becomes if the tool requires it', async () => {
    const requiredCapabilities = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
    const server = scriptedServer(
      () => [{ error: { code: -32021, message: 'No tasks', data: { requiredCapabilities } } }],
      creates,
      () => [task('completed', { result: { content: [text('done')] } })],
    );

    expect(await call(server)).toMatchObject({ code: 0, out: 'done', err: '' });
    expect(server.sent.map(declaresTasks)).toEqual([false, true, true]);
  });

  test('is no answer to a call that requires something else', async () => {
    const data = { requiredCapabilities: { sampling: {} } };
    const server = scriptedServer(() => [{ error: { code: -32021, message: 'No sampling', data } }]);

    expect(await call(server)).toMatchObject({ code: 1, err: 'error: No sampling (-32021, HTTP 200)' });
    expect(server.sent).toHaveLength(1);
  });
});

test('Ctrl-C closes the connection of a call, and ends it with 130', async () => {
  const controller = new AbortController();
  let isClosed = false;
  const hanging: typeof fetch = async (_, init) => {
    const body = new ReadableStream({
      start(stream) {
        // As the body of a real response does.
        init?.signal?.addEventListener('abort', () => {
          isClosed = true;
          stream.error(init.signal?.reason);
        });
      },
    });
    setImmediate(() => controller.abort(new Interrupted()));
    return new Response(body, { headers: { 'content-type': 'application/json-lines' } });
  };

  const { code, err } = await call({ fetch: hanging }, [], { interruption: () => controller.signal });

  expect({ code, err, isClosed }).toEqual({
    code: 130,
    err: 'interrupted: the tool may have run; check before you call it again',
    isClosed: true,
  });
});

test('a server that is busy is shown, and tried again', async () => {
  let count = 0;
  const { fetch: working } = scriptedServer(DONE);
  const busy: typeof fetch = (input, init) =>
    count++ === 0
      ? Promise.resolve(new Response('', { status: 429, headers: { 'retry-after': '0' } }))
      : working(input, init);

  const { code, out, all } = await call({ fetch: busy }, [], { isWatched: true });

  expect({ code, out }).toEqual({ code: 0, out: 'done' });
  expect(all).toContain('draw:The server is busy (HTTP 429).');
});

describe('wrong usage ends with 2, before anything is sent', () => {
  test.each<[readonly string[], string]>([
    [['--json', '--stream'], 'pass either --json or --stream, not both'],
    [['--log', 'loud'], '--log must be one of debug, info, '],
    [['--answer', 'a'], '--answer must be KEY=VALUE, found a'],
    [['--endpoint', 'https://me:secret@x'], '--endpoint must be a URL without credentials'],
    [['--endpoint', 'https://x?a=1'], '--endpoint must be a URL without credentials, query and fragment'],
  ])('%j', async (words, message) => {
    const server = scriptedServer(DONE);

    const { code, err } = await call(server, words);

    expect({ code, sent: server.sent }).toEqual({ code: 2, sent: [] });
    expect(err).toContain(`error: ${message}`);
    expect(err).not.toContain('secret');
  });

  test('a server of dots', async () => {
    const { code, err } = await runCommand(['call', '../x', '--endpoint', 'http://127.0.0.1:9'], { directory });

    expect({ code, err }).toEqual({ code: 2, err: 'error: expected the name of an MCP server, found ".."' });
  });
});
