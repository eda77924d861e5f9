import type { Part } from '../../../../lambda/targets/parts.ts';
import type { CallContext } from '../../../../lambda/targets/types.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import {
  createTestServer,
  legacy,
  META,
  modern,
  modernHeaders,
  NOW,
  type TestOptions,
  tool,
} from '../support/server.ts';

const RESULT = { type: 'result', result: { content: [{ type: 'text', text: 'whole' }] } } as const satisfies Part;
const row = (n: number): Part => ({ type: 'partial', content: [{ type: 'text', text: `row ${n}` }], rows: 1 });

const HEADERS = modernHeaders('tools/call', { 'mcp-name': 'greet', accept: 'application/json, text/event-stream' });
const LINES = { ...HEADERS, accept: 'application/json-lines, application/json' };
const PARTIALS = {
  ...META,
  'io.modelcontextprotocol/clientCapabilities': { partialResults: {} },
  partialResultToken: 'p',
};

const call = (meta: object = META, params: object = {}) =>
  modern('tools/call', { name: 'greet', _meta: { ...meta }, ...params });

/** A target that makes these parts, one for each time it is asked. */
function makes(...parts: readonly (Part | readonly Part[] | Error)[]): TestOptions['run'] {
  return async function* () {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      yield part;
    }
  };
}

async function collect(frames: AsyncIterable<string> | undefined): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of frames ?? []) pieces.push(piece);
  return pieces;
}

/** The messages of an SSE answer. */
async function events(frames: AsyncIterable<string> | undefined) {
  const text = (await collect(frames)).join('');
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      expect(event.startsWith('event: message\ndata: ')).toBe(true);
      return JSON.parse(event.slice('event: message\ndata: '.length));
    });
}

describe('separators of lines in a text', () => {
  const text = 'next\u0085line\u2028paragraph\u2029end';
  const result = { type: 'result', result: { content: [{ type: 'text', text }] } } as const satisfies Part;
  const partial: Part = { type: 'partial', content: [{ type: 'text', text }], rows: 1 };

  test.each([
    ['SSE', { ...HEADERS }, (piece: string) => piece.replace('event: message\ndata: ', '')],
    ['JSON lines', { ...LINES }, (piece: string) => piece],
  ])('leave escaped on %s', async (_, headers, messageOf) => {
    const server = createTestServer([tool()], { run: makes(partial, result) });

    const pieces = await collect((await server.post(call(PARTIALS), headers)).frames);

    expect(pieces).toHaveLength(2);
    expect(pieces.join('')).not.toMatch(/[\u0085\u2028\u2029]/);
    const [sent, last] = pieces.map((piece) => JSON.parse(messageOf(piece)));
    expect([sent.params.content[0].text, last.result.content[0].text]).toEqual([text, text]);
  });

  test('stay as they are in a JSON document', async () => {
    const answer = await createTestServer([tool()], { run: makes(result) }).post(call(), HEADERS);

    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.text).toContain(text);
  });
});

describe('which form an answer takes', () => {
  test('a result that nothing preceded is plain JSON', async () => {
    const answer = await createTestServer([tool()], { run: makes(RESULT) }).post(call(PARTIALS), HEADERS);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body.result.content[0].text).toBe('whole');
  });

  test('parts that nobody asked for do not make a stream', async () => {
    const run = makes(row(1), { type: 'progress', progress: 1 }, { type: 'log', level: 'error', data: 'x' }, RESULT);
    const answer = await createTestServer([tool()], { run }).post(call(), HEADERS);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.frames).toBeUndefined();
  });

  test.each([
    ['a text of more than 1,024 characters', 'x'.repeat(1_025)],
    ['an integer that came rounded', 2 ** 53],
    ['a fraction', 1.5],
    ['an object', {}],
  ])('%s is no token: it would come back with every notification', async (_what, token) => {
    const run = makes(row(1), { type: 'progress', progress: 1 }, RESULT);
    const meta = { ...PARTIALS, progressToken: token, partialResultToken: token };
    const answer = await createTestServer([tool()], { run }).post(call(meta), HEADERS);
    expect(answer.headers['content-type']).toBe('application/json');
  });

  test('a part that was asked for makes it a stream of events', async () => {
    const answer = await createTestServer([tool()], { run: makes(row(1), RESULT) }).post(call(PARTIALS), HEADERS);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    expect(await events(answer.frames)).toEqual([
      {
        jsonrpc: '2.0',
        method: 'notifications/tools/partial_result',
        params: { partialResultToken: 'p', seq: 0, content: [{ type: 'text', text: 'row 1' }] },
      },
      { jsonrpc: '2.0', id: 1, result: expect.objectContaining({ resultType: 'complete' }) },
    ]);
  });

  test.each(['application/json-lines', 'application/jsonl', 'application/x-ndjson'])(
    '%s is a line a message, and needs no token',
    async (accept) => {
      const server = createTestServer([tool()], { run: makes(row(1), [row(2), row(3)], RESULT) });
      const answer = await server.post(call(), { ...HEADERS, accept });
      expect(answer.headers['content-type']).toBe(accept);
      const lines = (await collect(answer.frames)).join('').trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line)).map(({ params, id }) => params?.seq ?? id)).toEqual([0, 1, 2, 1]);
      expect(lines[0]).not.toContain('partialResultToken');
    },
  );

  describe.each(['2026-07-28', '2025-11-25'])('of %s, silence', (version) => {
    const isOld = version !== '2026-07-28';
    const [body, headers] = isOld
      ? [legacy('tools/call', { name: 'greet' }), { 'mcp-protocol-version': version }]
      : [call(), HEADERS];

    test.each<[string, (spoken: Promise<void>) => TestOptions['run']]>([
      [
        'parts',
        (spoken) =>
          async function* () {
            await spoken;
            yield RESULT;
          },
      ],
      ['a result', (spoken) => () => spoken.then(() => RESULT.result)],
    ])('before %s makes it a stream, so that nothing on the way gives up', async (_what, runAfter) => {
      // Prepare
      let speak: () => void = () => undefined;
      const run = runAfter(
        new Promise<void>((resolve) => {
          speak = resolve;
        }),
      );

      // Act
      const answer = await createTestServer([tool()], { run, silenceMs: 5 }).post(body, headers);
      speak();

      // Assess
      expect(answer.headers['content-type']).toBe('text/event-stream');
      expect(await events(answer.frames)).toMatchObject([{ id: 1, result: { content: [{ text: 'whole' }] } }]);
    });

    test('before a failure makes it a stream too', async () => {
      let fail: (error: unknown) => void = () => undefined;
      const failed = new Promise<never>((_, reject) => {
        fail = reject;
      });
      const answer = await createTestServer([tool()], { run: () => failed, silenceMs: 5 }).post(body, headers);
      fail(new ToolError('Broken.'));
      const told = await events(answer.frames);
      expect(told).toMatchObject([{ id: 1, result: { isError: true, content: [{ text: 'Broken.' }] } }]);
    });

    test('is waited out on a path that does not stream', async () => {
      const run = () => new Promise<typeof RESULT.result>((resolve) => setTimeout(resolve, 10, RESULT.result));
      const answer = await createTestServer([tool()], { run, silenceMs: 1, streams: false }).post(body, headers);
      expect(answer.body.result.content[0].text).toBe('whole');
    });
  });

  test('the buffered path has one document, whatever was asked for', async () => {
    const server = createTestServer([tool()], { run: makes(row(1), RESULT), streams: false });
    for (const headers of [HEADERS, LINES]) {
      const answer = await server.post(call({ ...PARTIALS, progressToken: 1 }), headers);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.body.result.content[0].text).toBe('whole');
    }
  });

  test('earlier revisions hear progress, and results without what is not theirs', async () => {
    const server = createTestServer([tool()], { run: makes(row(1), RESULT) });
    const params = { name: 'greet', _meta: { progressToken: 7, partialResultToken: 'p' } };
    const answer = await server.post(legacy('tools/call', params), { 'mcp-protocol-version': '2025-11-25' });
    expect(await events(answer.frames)).toEqual([
      { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 7, progress: 1 } },
      { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'whole' }] } },
    ]);
  });
});

describe('a client that accepts only JSON', () => {
  const ONLY_JSON = [
    'application/json',
    'application/json, text/event-stream;q=0',
    'application/json;q=1, text/plain',
    // the most specific range decides
    '*/*, text/event-stream;q=0',
    'text/event-stream; q=0.000, text/*, application/json',
    'application/json, application/json-lines;q=0',
    'application/x-ndjson; q=0.0, application/json',
  ];

  test.each(ONLY_JSON)('gets one document, whatever it opted into: %s', async (accept) => {
    const run = makes(row(1), { type: 'progress', progress: 2 }, { type: 'log', level: 'error', data: 'x' }, RESULT);
    const meta = { ...PARTIALS, progressToken: 1, 'io.modelcontextprotocol/logLevel': 'debug' };

    const answer = await createTestServer([tool()], { run }).post(call(meta), { ...HEADERS, accept });

    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toMatchObject({ id: 1, result: { content: [{ text: 'whole' }] } });
  });

  test.each([
    '*/*',
    'application/json, text/*',
    'text/event-stream;q=0.5, application/json',
    '*/*;q=0, text/event-stream',
    'application/json-lines;q=0, text/event-stream',
    undefined,
  ])('is not one that sends %s', async (accept) => {
    const { accept: _usual, ...rest } = HEADERS;
    const headers = accept === undefined ? rest : { ...rest, accept };

    const answer = await createTestServer([tool()], { run: makes(row(1), RESULT) }).post(call(PARTIALS), headers);

    expect(answer.headers['content-type']).toBe('text/event-stream');
  });

  test.each(['2026-07-28', '2025-11-25'])(
    'gets white space and then the document after a silence: %s',
    async (version) => {
      let speak: () => void = () => undefined;
      const spoken = new Promise<void>((resolve) => {
        speak = resolve;
      });
      const server = createTestServer([tool()], { run: () => spoken.then(() => RESULT.result), silenceMs: 5 });
      const [body, headers] =
        version === '2026-07-28'
          ? [call(), { ...HEADERS, accept: 'application/json' }]
          : [legacy('tools/call', { name: 'greet' }), { 'mcp-protocol-version': version, accept: 'application/json' }];

      const answer = await server.post(body, headers);
      speak();
      const pieces = await collect(answer.frames);

      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.keepAlive).toMatch(/^\s+$/);
      const document = [answer.keepAlive, answer.keepAlive, ...pieces].join('');
      expect(JSON.parse(document)).toMatchObject({ id: 1, result: { content: [{ text: 'whole' }] } });
    },
  );

  test.each([true, false])('gets 406 for subscriptions/listen (streams: %s)', async (streams) => {
    const headers = { ...modernHeaders('subscriptions/listen'), accept: 'application/json' };
    const server = createTestServer([tool()], { streams });

    const answer = await server.post(modern('subscriptions/listen', { notifications: {} }), headers);

    expect(answer).toMatchObject({ status: 406, body: { id: 1, error: { code: -32600 } } });
    expect(answer.body.error.message).toContain('text/event-stream');
  });

  test('is asked no question on a stream: the result explains what the tool needs', async () => {
    const run: TestOptions['run'] = async function* () {
      yield { type: 'input_required', inputRequests: { ok: { method: 'elicitation/create', params: {} } } };
    };
    const server = createTestServer([tool()], { run });
    const headers = { 'mcp-protocol-version': '2025-11-25', 'mcp-session-id': 'any', accept: 'application/json' };

    const answer = await server.post(legacy('tools/call', { name: 'greet' }), headers);

    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body.result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('text/event-stream') }],
    });
  });
});

describe('what a caller hears', () => {
  test.each([
    ['without the capability', { ...META, partialResultToken: 'p' }],
    ['without the token', { ...PARTIALS, partialResultToken: undefined }],
  ])('no partial results %s', async (_why, meta) => {
    const seen: boolean[] = [];
    const run: TestOptions['run'] = async function* (_args, context: CallContext) {
      seen.push(context.partials);
      yield row(1);
      yield RESULT;
    };
    const answer = await createTestServer([tool()], { run }).post(call(meta), HEADERS);
    expect(answer.frames).toBeUndefined();
    expect(seen).toEqual([false]);
  });

  test('progress grows, and one that does not is not sent', async () => {
    const run = makes(
      ...[1, 1, 3, 2, 4].map((progress): Part => ({ type: 'progress', progress, total: 4, message: `at ${progress}` })),
      RESULT,
    );
    const answer = await createTestServer([tool()], { run }).post(call({ ...META, progressToken: 0 }), HEADERS);
    const told = (await events(answer.frames)).slice(0, -1).map(({ params }) => params);
    expect(told.map(({ progress }) => progress)).toEqual([1, 3, 4]);
    expect(told[0]).toEqual({ progressToken: 0, progress: 1, total: 4, message: 'at 1' });
  });

  test('rows are counted at once, and then at most ten times a second', async () => {
    // Prepare: each row takes 30 ms.
    let time = NOW;
    const run: TestOptions['run'] = async function* () {
      for (let n = 0; n < 20; n++) {
        yield row(n);
        time += 30;
      }
      yield RESULT;
    };

    // Act
    const server = createTestServer([tool()], { run, now: () => time });
    const answer = await server.post(call({ ...META, progressToken: 'r' }), HEADERS);

    // Assess
    const told = (await events(answer.frames)).slice(0, -1).map(({ params }) => params.progress);
    expect(told).toEqual([1, 5, 9, 13, 17, 20]);
  });

  test.each([
    ['result', RESULT],
    ['failure', new ToolError('The upstream hung up after 12 rows.')],
  ])('the last count of rows comes before the %s', async (_what, end) => {
    const rows = Array.from({ length: 12 }, (_, n) => row(n));
    const server = createTestServer([tool()], { run: makes(...rows, end) });

    const answer = await server.post(call({ ...META, progressToken: 'r' }), HEADERS);

    const told = (await events(answer.frames)).map(({ params, id }) => params?.progress ?? `response ${id}`);
    expect(told).toEqual([1, 12, 'response 1']);
  });

  test('reports are a hundred a second at most, and what was left out holds up none that come later', async () => {
    // Prepare: a report each 4 ms, and at the end one that goes back.
    let time = NOW;
    const run: TestOptions['run'] = async function* () {
      for (let progress = 1; progress <= 400; progress++) {
        yield { type: 'progress', progress };
        time += 4;
      }
      yield [{ type: 'progress', progress: 399 }, RESULT];
    };

    // Act
    const server = createTestServer([tool()], { run, now: () => time });
    const answer = await server.post(call({ ...META, progressToken: 'r' }), HEADERS);

    // Assess
    const told = (await events(answer.frames)).slice(0, -1).map(({ params }) => params.progress);
    const from = (first: number) => Array.from({ length: 100 }, (_, index) => first + index);
    expect(told).toEqual([...from(1), ...from(251), 400]);
  });

  test('a report that was held back comes before a question too', async () => {
    const reports = Array.from({ length: 150 }, (_, index): Part => ({ type: 'progress', progress: index + 1 }));
    const asks: Part = {
      type: 'input_required',
      inputRequests: { ok: { method: 'elicitation/create', params: {} } },
    };
    const capabilities = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
    const server = createTestServer([tool()], { run: makes(reports, asks) });
    const answer = await server.post(call({ ...META, ...capabilities, progressToken: 'r' }), HEADERS);
    const [held, question] = (await events(answer.frames)).slice(-2);
    expect(held.params.progress).toBe(150);
    expect(question.result.resultType).toBe('input_required');
  });

  test('log messages from the level that was asked for', async () => {
    const run = makes(
      { type: 'log', level: 'info', data: 'quiet' },
      { type: 'log', level: 'warning', data: { loud: true }, logger: 'l' },
      RESULT,
    );
    const meta = { ...META, 'io.modelcontextprotocol/logLevel': 'warning' };
    const answer = await createTestServer([tool()], { run }).post(call(meta), HEADERS);
    expect((await events(answer.frames)).slice(0, -1)).toEqual([
      {
        jsonrpc: '2.0',
        method: 'notifications/message',
        params: { level: 'warning', logger: 'l', data: { loud: true } },
      },
    ]);
  });

  test('log messages of info and above to an older client that takes a stream, as no level of its own is remembered', async () => {
    const run = makes(
      { type: 'log', level: 'debug', data: 'quiet' },
      { type: 'log', level: 'info', data: 'said' },
      RESULT,
    );
    const server = createTestServer([tool()], { run });
    const older = legacy('tools/call', { name: 'greet' });
    const headers = { 'mcp-protocol-version': '2025-11-25' };
    const streamed = await server.post(older, { ...headers, accept: 'application/json, text/event-stream' });
    expect((await events(streamed.frames)).slice(0, -1)).toMatchObject([{ params: { level: 'info', data: 'said' } }]);
    const lines = await server.post(older, { ...headers, accept: 'application/json-lines' });
    const [first] = await collect(lines.frames);
    expect(JSON.parse(first ?? '')).toMatchObject({ params: { level: 'info', data: 'said' } });
    const whole = await server.post(older, { ...headers, accept: 'application/json' });
    expect(whole.headers['content-type']).toBe('application/json');
  });
});

describe('how parts leave', () => {
  test('the first has left before the second is made', async () => {
    const order: string[] = [];
    const run: TestOptions['run'] = async function* () {
      for (const n of [1, 2]) {
        order.push(`made ${n}`);
        yield row(n);
      }
      yield RESULT;
    };
    const answer = await createTestServer([tool()], { run }).post(call(), LINES);
    for await (const _ of answer.frames ?? []) order.push('left');
    expect(order).toEqual(['made 1', 'left', 'made 2', 'left', 'left']);
  });

  test('who stops listening stops the work', async () => {
    let stopped = false;
    const run: TestOptions['run'] = async function* () {
      try {
        for (let n = 0; ; n++) yield row(n);
      } finally {
        stopped = true;
      }
    };
    const answer = await createTestServer([tool()], { run }).post(call(), LINES);
    for await (const _ of answer.frames ?? []) break;
    expect(stopped).toBe(true);
  });

  test('parts that came together leave together', async () => {
    const run = makes([row(1), row(2)], [row(3), RESULT]);
    const answer = await createTestServer([tool()], { run }).post(call(), LINES);
    expect((await collect(answer.frames)).map((chunk) => chunk.split('\n').length - 1)).toEqual([2, 2]);
  });
});

describe('how a stream ends badly', () => {
  test('a failure that the agent can act on is a result, and what was sent stays', async () => {
    const run = makes(row(1), new ToolError('the upstream went away'));
    const answer = await createTestServer([tool()], { run }).post(call(), LINES);
    const lines = (await collect(answer.frames)).map((line) => JSON.parse(line));
    expect(lines[0].params.seq).toBe(0);
    expect(lines[1]).toMatchObject({ id: 1, result: { isError: true, content: [{ text: 'the upstream went away' }] } });
  });

  test.each([
    ['a bug', makes(row(1), new Error('secret detail'))],
    ['no result at all', makes(row(1))],
  ])('%s is an opaque id, and a log line that has it', async (_what, run) => {
    const server = createTestServer([tool()], { run });
    const answer = await server.post(call(), LINES);
    const lines = (await collect(answer.frames)).map((line) => JSON.parse(line));
    expect(lines[1]).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32603, message: 'Internal error id-1', data: { errorId: 'id-1' } },
    });
    expect(server.logged[0]?.fields?.errorId).toBe('id-1');
  });

  test('a failure before anything was said is plain JSON', async () => {
    const answer = await createTestServer([tool()], { run: makes(new ToolError('no')) }).post(call(), LINES);
    expect(answer.body.result.isError).toBe(true);
  });

  test('a target that outlives its time is ended from outside', async () => {
    const run: TestOptions['run'] = async function* () {
      yield row(1);
      await new Promise(() => undefined);
    };
    const answer = await createTestServer([tool({ limits: { timeoutMs: 1 } })], { run }).post(call(), LINES);
    const lines = (await collect(answer.frames)).map((line) => JSON.parse(line));
    expect(lines[1].result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('did not finish') }],
    });
  });

  test('a result that breaks its output schema is an error for the agent', async () => {
    const output = { type: 'object', required: ['n'] };
    const run = makes(row(1), { type: 'result', result: { content: [], structuredContent: {} } });
    const answer = await createTestServer([tool({ output })], { run }).post(call(), LINES);
    const last = JSON.parse((await collect(answer.frames)).at(-1) ?? '');
    expect(last.result.content[0].text).toContain('does not match its output schema');
  });
});

describe('the buffered path carries 1 MB', () => {
  const size = (text: string) => Buffer.byteLength(JSON.stringify(JSON.stringify(JSON.parse(text))));
  const big = (text: string, count = 1): TestOptions => ({
    streams: false,
    run: makes({
      type: 'result',
      result: {
        content: Array.from({ length: count }, () => ({ type: 'text' as const, text })),
        structuredContent: { text },
      },
    }),
  });
  const limits = { resultBytes: 6_000_000 };

  test.each([
    ['quotes', '"'.repeat(900_000), 1],
    ['line feeds and snowmen', '\n☃'.repeat(300_000), 1],
    ['many blocks', 'x'.repeat(300_000), 5],
  ])('%s: the answer is cut, fits, and says so', async (_what, text, count) => {
    const answer = await createTestServer([tool({ limits })], big(text, count)).post(call(), HEADERS);
    expect(size(answer.text)).toBeLessThan(1_000_000);
    expect(size(answer.text)).toBeGreaterThan(900_000);
    const { content, structuredContent } = answer.body.result;
    expect(content.at(-1).text).toContain('[Truncated: ');
    expect(text.startsWith(content[0].text)).toBe(true);
    expect(structuredContent).toBeUndefined();
  });

  test('with an output schema half a result would be a lie: an error says so', async () => {
    const output = { type: 'object' };
    const answer = await createTestServer([tool({ limits, output })], big('x'.repeat(2_000_000))).post(call(), HEADERS);
    expect(answer.body.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('1 MB') }] });
  });

  test('the same result streams whole', async () => {
    const text = '"'.repeat(900_000);
    const answer = await createTestServer([tool({ limits })], { ...big(text), streams: true }).post(call(), HEADERS);
    expect(answer.body.result.content[0].text).toBe(text);
  });
});
