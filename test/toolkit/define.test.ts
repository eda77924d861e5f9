import { jest } from '@jest/globals';
import type { Part } from '../../lambda/targets/parts.ts';
import {
  audio,
  defineTool,
  fail,
  image,
  json,
  log,
  partial,
  progress,
  result,
  type ToolContext,
  type Part as ToolkitPart,
  text,
} from '../../toolkit/index.ts';
import { callDocument, FakeStream, invoke, turns } from './support.ts';

const block = (value: string) => ({ type: 'text', text: value });
const whole = (value: string) => ({ type: 'result', result: { content: [block(value)] } });

test('a tool gets its arguments and context, and its parts are lines', async () => {
  let seen: ToolContext | undefined;
  const handler = defineTool<{ country: string }>(async function* ({ country }, context) {
    seen = context;
    yield progress(1, 10, 'looking');
    yield partial([text(country), image(Buffer.from('ab'), 'image/png')], { rows: 2 });
    yield partial(audio('YWI=', 'audio/wav'), { structuredContent: { a: 1 } });
    yield log('info', { a: 1 }, 'rank');
    return result([json({ country })], { structuredContent: { country } });
  });
  const clientCapabilities = { sampling: {} };
  const event = callDocument({ arguments: { country: 'Peru' }, clientCapabilities, deadline: 9e12 });
  expect(await invoke(handler, event)).toEqual([
    { type: 'progress', progress: 1, total: 10, message: 'looking' },
    {
      type: 'partial',
      content: [block('Peru'), { type: 'image', data: 'YWI=', mimeType: 'image/png' }],
      rows: 2,
    },
    {
      type: 'partial',
      content: [{ type: 'audio', data: 'YWI=', mimeType: 'audio/wav' }],
      structuredContent: { a: 1 },
    },
    { type: 'log', level: 'info', data: { a: 1 }, logger: 'rank' },
    { type: 'result', result: { content: [block('{"country":"Peru"}')], structuredContent: { country: 'Peru' } } },
  ]);
  expect(seen).toMatchObject({ server: 'test', tool: 'rank', partials: true, clientCapabilities });
  expect(seen?.deadline).toBeLessThanOrEqual(Date.now() + 9_500);
});

test.each([
  ['a text', 'done', whole('done')],
  ['a block', text('done'), whole('done')],
  ['blocks', [text('done')], whole('done')],
  ['an object', { a: 1 }, { type: 'result', result: { content: [block('{"a":1}')], structuredContent: { a: 1 } } }],
  ['a list', [1, 2], whole('[1,2]')],
  ['an empty list', [], whole('[]')],
  ['a number', 42, whole('42')],
])('a tool may return %s, and need not be a generator', async (_, value, line) => {
  expect(
    await invoke(
      defineTool(async () => value),
      callDocument(),
    ),
  ).toEqual([line]);
});

test('the parts of the toolkit are those of the targets', () => {
  // The type annotation is the test, because the packages do not import each other.
  const part: Part = progress(1) satisfies ToolkitPart;
  const others: readonly Part[] = [partial('a'), result('a')];
  expect([part, ...others]).toHaveLength(3);
});

test('the first part is out before the second is made', async () => {
  const made: number[] = [];
  let proceed = () => {};
  const handler = defineTool(async function* () {
    made.push(1);
    yield partial('1');
    await new Promise<void>((resolve) => {
      proceed = resolve;
    });
    made.push(2);
    yield partial('2');
    return 'done';
  });
  const stream = new FakeStream();
  const running = handler(callDocument(), stream);
  await turns();
  expect([made, stream.written.length]).toEqual([[1], 1]);
  proceed();
  await running;
  expect([made, stream.written.length]).toEqual([[1, 2], 3]);
  expect(stream.contentType).toBe('application/x-ndjson');
});

test('a full stream is waited for', async () => {
  const made: number[] = [];
  const handler = defineTool(async function* () {
    for (const number of [1, 2]) {
      made.push(number);
      yield partial(String(number));
    }
    return 'done';
  });
  const stream = new FakeStream();
  stream.takesMore = false;
  const running = handler(callDocument(), stream);
  await turns();
  expect(made).toEqual([1]);
  stream.drain();
  await turns();
  expect(made).toEqual([1, 2]);
  stream.takesMore = true;
  stream.drain();
  await running;
  expect(stream.written).toHaveLength(3);
});

test('words for the agent end a call, and what was sent stays', async () => {
  const handler = defineTool(async function* () {
    yield partial('1');
    fail('No such country: Atlantis.');
  });
  expect(await invoke(handler, callDocument())).toEqual([
    { type: 'partial', content: [block('1')] },
    { type: 'failed', message: 'No such country: Atlantis.' },
  ]);
});

test('a mistake after three parts is an id to the agent, and told in the log', async () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => {});
  const handler = defineTool(async function* () {
    for (const value of ['1', '2', '3']) yield partial(value);
    throw new Error('connect to db.internal as admin');
  });
  const lines = await invoke(handler, callDocument());
  const entry = JSON.parse(String(logged.mock.calls[0]?.[0]));
  logged.mockRestore();
  expect(lines).toHaveLength(4);
  expect(lines[3]).toEqual({ type: 'failed', message: expect.stringContaining(entry.errorId) });
  expect(JSON.stringify(lines)).not.toContain('admin');
  expect(entry).toMatchObject({ level: 'ERROR', error: expect.stringContaining('db.internal as admin') });
});

test('a tool that returns nothing made a mistake', async () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => {});
  const nothing = (async () => undefined) as unknown as () => Promise<string>;
  expect(await invoke(defineTool(nothing), callDocument())).toMatchObject([{ type: 'failed' }]);
  expect(String(logged.mock.calls[0]?.[0])).toContain('return one');
  logged.mockRestore();
});

test.each([
  ['the deadline of the call', { deadline: Date.now() + 250 }, 10_000],
  ["Lambda's timeout", {}, 650],
])('%s ends a tool, aborts its signal, and says so', async (_, overrides, remainingMs) => {
  let aborted = false;
  const handler = defineTool(async function* (_args, { signal }) {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    yield partial('1');
    await new Promise(() => {});
    return 'never';
  });
  const deadline = 'deadline' in overrides ? { deadline: Date.now() + 250 } : {};
  const lines = await invoke(handler, callDocument(deadline), remainingMs);
  expect(lines.at(-1)).toEqual({ type: 'failed', message: expect.stringContaining('took too long') });
  expect([lines.length, aborted]).toEqual([2, true]);
});

test.each([
  ['an event of someone else', { hello: 1 }, /is a Spillway tool/],
  ['nothing', null, /is a Spillway tool/],
  ['another version', { spillway: 2 }, /supports version 1 .* received version 2/],
  ['a list', { spillway: 1, list: true }, /cannot list its tools/],
])('%s is refused in words', async (_, event, message) => {
  const lines = await invoke(
    defineTool(async () => 'never'),
    event,
  );
  expect(lines).toEqual([{ type: 'failed', message: expect.stringMatching(message) }]);
});

test('the handler is marked as streaming where Lambda is', () => {
  const marked: unknown[] = [];
  Object.assign(globalThis, {
    awslambda: { streamifyResponse: (handler: unknown) => marked.push(handler) && handler },
  });
  const handler = defineTool(async () => 'done');
  Reflect.deleteProperty(globalThis, 'awslambda');
  expect(marked).toEqual([handler]);
});

const DECLINED = { action: 'decline' };

describe('a question', () => {
  let cleaned = 0;
  const started: string[] = [];
  const handler = defineTool(async function* (_args, context) {
    started.push('start');
    try {
      const answer = yield* context.elicit<{ size: string }>('size', {
        message: 'Which size?',
        requestedSchema: { type: 'object', properties: { size: { type: 'string' } } },
      });
      return answer.action === 'accept' ? `size ${answer.content.size}` : `no: ${answer.action}`;
    } finally {
      cleaned += 1;
    }
  });
  const asked = {
    type: 'input_required',
    inputRequests: {
      size: {
        method: 'elicitation/create',
        params: {
          message: 'Which size?',
          requestedSchema: { type: 'object', properties: { size: { type: 'string' } } },
        },
      },
    },
  };

  test('ends the attempt, and the next one has the answer', async () => {
    expect(await invoke(handler, callDocument())).toEqual([asked]);
    await turns();
    expect(cleaned).toBe(1);
    const inputResponses = { size: { action: 'accept', content: { size: 'XL' } } };
    expect(await invoke(handler, callDocument({ inputResponses }))).toEqual([whole('size XL')]);
    expect(started).toEqual(['start', 'start']);
  });

  test.each([
    ['declined', { action: 'decline' }, whole('no: decline')],
    ['cancelled', { action: 'cancel' }, whole('no: cancel')],
    ['answered with something else', { action: 'maybe' }, asked],
    ['answered with content that is none', { action: 'accept', content: 'XL' }, asked],
    ['not answered', 'XL', asked],
  ])('%s', async (_, size, line) => {
    expect(await invoke(handler, callDocument({ inputResponses: { size } }))).toEqual([line]);
  });

  test('may be several, of any kind; only what is missing is asked', async () => {
    const several = defineTool(async function* (_args, context) {
      const { roots, size } = yield* context.ask({
        roots: { method: 'roots/list', params: {} },
        size: { method: 'elicitation/create', params: { message: 'Which size?' } },
      });
      return { roots, size };
    });
    expect(await invoke(several, callDocument({ inputResponses: { size: { action: 'decline' } } }))).toEqual([
      { type: 'input_required', inputRequests: { roots: { method: 'roots/list', params: {} } } },
    ]);
    const inputResponses = { roots: { roots: [] }, size: { action: 'decline' } };
    expect(await invoke(several, callDocument({ inputResponses }))).toMatchObject([
      { result: { structuredContent: inputResponses } },
    ]);
  });

  test('leaves what was found out for the next attempt, and for no other', async () => {
    const found: unknown[] = [];
    const twice = defineTool(async function* (_args, context) {
      found.push(context.state);
      yield* context.elicit('first', { message: 'One?' }, { rows: 7 });
      yield* context.ask({ second: { method: 'roots/list', params: {} } }, null);
      return 'done';
    });
    const [first] = await invoke(twice, callDocument());
    const [second] = await invoke(twice, callDocument({ state: { rows: 7 }, inputResponses: { first: DECLINED } }));
    expect([first, second]).toMatchObject([{ state: { rows: 7 } }, { state: null }]);
    await invoke(twice, callDocument({ state: null, inputResponses: { first: DECLINED, second: { roots: [] } } }));
    expect(found).toEqual([undefined, { rows: 7 }, null]);
  });
});

test.each([
  [
    { traceparent: '00-1-2-01', tracestate: 'a=b', baggage: 7 },
    { traceparent: '00-1-2-01', tracestate: 'a=b' },
  ],
  [{ tracestate: 'a=b' }, undefined],
  ['00-1-2-01', undefined],
])('a tool knows the trace of its caller: %j', async (trace, expected) => {
  let seen: unknown;
  const handler = defineTool(async (_args, context) => {
    seen = context.trace;
    return 'done';
  });
  await invoke(handler, callDocument({ trace }));
  expect(seen).toEqual(expected);
});
