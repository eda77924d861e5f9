import { callContext } from '../support.ts';
import type { FakeFunction } from './lambda-api.ts';
import { lines, type Stage, startStage, textOf } from './support.ts';

let stage: Stage;
/** Lets the function go on. */
let proceed: () => void;
let proceeding: Promise<void>;

const text = (value: string) => ({ type: 'text', text: value });
const partial = (value: string) => ({ type: 'partial', content: [text(value)] });
const result = (value: string) => ({ type: 'result', result: { content: [text(value)] } });

const functions: Readonly<Record<string, FakeFunction>> = {
  async waits({ write }) {
    await write(lines(partial('one')));
    await proceeding;
    await write(lines(partial('two'), result('both')));
  },
  async rows({ write }) {
    await write('{"a":1}\n{"a":2}\n{"a"');
    await write(':3}\r\n\n');
    await write('{"a":4}');
  },
  async umlauts({ write }) {
    const bytes = Buffer.from('"zażółć 🦊"\n"x"');
    for (const byte of bytes) await write(Buffer.of(byte));
  },
  async words({ write }) {
    await write('Once ');
    await write('upon');
  },
  async echo({ event, write }) {
    await write(JSON.stringify(event));
  },
  async asks({ write }) {
    await write(lines({ type: 'input_required', inputRequests: { ok: { method: 'elicitation/create', params: {} } } }));
  },
  async everything({ write }) {
    await write(
      lines(
        { type: 'progress', progress: 1, total: 2, message: 'half' },
        { type: 'log', level: 'info', data: { a: 1 }, logger: 'l' },
        { type: 'partial', content: [text('p')], rows: 3 },
        { type: 'result', result: { content: [text('r')], structuredContent: { b: 2 }, isError: true, extra: 1 } },
      ),
    );
  },
  async divides({ write }) {
    const share = { type: 'progress', progress: 0 / 0, total: 1 / 0, message: 'a share of nothing' };
    await write(lines(share, { type: 'progress', progress: 1, total: 1 / 0 }, result('done')));
  },
  nothing() {},
};

beforeAll(async () => {
  stage = await startStage(functions);
});
beforeEach(() => {
  proceeding = new Promise((resolve) => {
    proceed = resolve;
  });
});
afterAll(() => stage.api.close());

test('the first part is out before the function makes the second', async () => {
  const batches = stage.batches({ function: 'waits' });
  expect((await batches.next()).value).toMatchObject([partial('one')]);
  proceed();
  expect((await batches.next()).value).toMatchObject([partial('two'), result('both')]);
  expect(await batches.next()).toMatchObject({ done: true });
});

test('a function gets the document of the toolkit', async () => {
  const clientCapabilities = { elicitation: {} };
  const context = callContext({ inputResponses: { ok: { action: 'accept' } }, clientCapabilities, partials: false });
  await stage.call({ function: 'everything' }, { args: { a: 1 }, context, tool: { name: 'rank' } });
  const document = {
    spillway: 1,
    arguments: { a: 1 },
    inputResponses: { ok: { action: 'accept' } },
    clientCapabilities,
    server: 'test',
    deadline: context.deadline,
    partials: false,
  };
  expect(stage.api.invocations.at(-1)?.event).toEqual({ ...document, tool: 'rank' });
  await stage.call({ function: 'everything', tool: 'Rank Them!' }, { args: { a: 1 }, context });
  expect(stage.api.invocations.at(-1)?.event).toEqual({ ...document, tool: 'Rank Them!' });
});

test('each kind of part comes through, and nothing that is none', async () => {
  const { parts, result: end } = await stage.call({ function: 'everything' });
  expect(parts).toEqual([
    { type: 'progress', progress: 1, total: 2, message: 'half' },
    { type: 'log', level: 'info', data: { a: 1 }, logger: 'l' },
    { type: 'partial', content: [text('p')], rows: 3 },
  ]);
  expect(end).toEqual({ content: [text('r')], structuredContent: { b: 2 }, isError: true });
  const asked = await stage.call({ function: 'asks' });
  expect(asked.parts).toEqual([
    { type: 'input_required', inputRequests: { ok: { method: 'elicitation/create', params: {} } } },
  ]);
});

test('progress that JSON has no number for does not end the call', async () => {
  const { parts, result: end } = await stage.call({ function: 'divides' });
  expect(parts).toEqual([
    { type: 'progress', progress: Number.NaN, message: 'a share of nothing' },
    { type: 'progress', progress: 1 },
  ]);
  expect(textOf(end)).toBe('done');
});

test('rows are parts, together when they came together, whole across the borders of chunks', async () => {
  const batches: unknown[] = [];
  for await (const batch of stage.batches({ function: 'rows', stream: 'ndjson' })) batches.push(batch);
  const row = (value: string) => ({ ...partial(value), rows: 1 });
  expect(batches).toEqual([
    [row('{"a":1}'), row('{"a":2}')],
    [row('{"a":3}')],
    [row('{"a":4}')],
    [result('[{"a":1},{"a":2},{"a":3},{"a":4}]')],
  ]);
});

test('rows are mapped and left out, and the result is made of what remains', async () => {
  const { parts, result: end } = await stage.call(
    {
      function: 'rows',
      stream: 'ndjson',
      row: '{% $row.a > $args.above ? "row " & $row.a : $args.nothing %}',
      result: { count: '{% $count($response.payload) %}' },
    },
    { args: { above: 2 }, tool: { output: { type: 'object' } } },
  );
  expect(parts.map((part) => part.type === 'partial' && textOf(part))).toEqual(['row 3', 'row 4']);
  expect(end).toEqual({ content: [text('{"count":2}')], structuredContent: { count: 2 } });
});

test('rows that nobody receives are counted all the same', async () => {
  const context = callContext({ partials: false });
  const { parts } = await stage.call({ function: 'rows', stream: 'ndjson' }, { context });
  expect(parts).toEqual(Array(4).fill({ type: 'partial', content: [], rows: 1 }));
});

test('characters are whole, wherever a chunk ends', async () => {
  const rows = await stage.call({ function: 'umlauts', stream: 'ndjson' });
  expect(textOf(rows.result)).toBe('["zażółć 🦊","x"]');
  const { parts, result: end } = await stage.call({ function: 'umlauts', stream: 'text' });
  expect(parts.map((part) => part.type === 'partial' && textOf(part)).join('')).toBe('"zażółć 🦊"\n"x"');
  expect(textOf(end)).toBe('"zażółć 🦊"\n"x"');
});

test('text is parts as it comes, and whole at the end', async () => {
  const { parts, result: end } = await stage.call({ function: 'words', stream: 'text' });
  expect(parts.map((part) => part.type === 'partial' && textOf(part))).toEqual(['Once ', 'upon']);
  expect(textOf(end)).toBe('Once upon');
});

test('without a stream there is the result alone', async () => {
  const payload = { who: '{% $args.name %}', fixed: [1] };
  const block = { function: 'echo', payload, qualifier: 'live' };
  const whole = await stage.call(block, { args: { name: 'Ada' } });
  expect(whole).toEqual({ parts: [], result: { content: [text('{"who":"Ada","fixed":[1]}')] } });
  expect(stage.api.invocations.at(-1)).toMatchObject({ mode: 'stream', qualifier: 'live' });
  const mapped = await stage.call({ ...block, result: '{% $response.payload.who %}' }, { args: { name: 'Ada' } });
  expect(textOf(mapped.result)).toBe('Ada');
});

test('buffered, the same blocks answer the same at once', async () => {
  const buffered = { invoke: 'buffered' };
  const echoed = await stage.call({ function: 'echo', payload: { a: 1 }, ...buffered });
  expect(textOf(echoed.result)).toBe('{"a":1}');
  expect(stage.api.invocations.at(-1)).toMatchObject({ mode: 'buffered' });
  proceed();
  const { parts, result: end } = await stage.call({ function: 'waits', ...buffered });
  expect(parts).toHaveLength(2);
  expect(textOf(end)).toBe('both');
});

test('one connection serves one call after the other, also when the result is not the last that comes', async () => {
  await stage.call({ function: 'everything' });
  const before = stage.api.connections();
  for (let call = 0; call < 5; call += 1) {
    await stage.call({ function: 'everything' });
    await new Promise((later) => setTimeout(later, 20));
  }
  expect(stage.api.connections() - before).toBeLessThanOrEqual(1);
});
