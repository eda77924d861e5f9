import { endpointOf, exchange, linesOf, RESULT } from '../support/endpoint.ts';
import { headOf, headWithLength, type RawResponse, type RawServer, startRawServer } from '../support/raw-server.ts';

const ROWS = ['Zürich', '雪', '🏔'].map((text, seq) => ({
  jsonrpc: '2.0',
  method: 'notifications/tools/partial_result',
  params: { seq, content: [{ type: 'text', text }] },
}));
const ALL = [...ROWS, RESULT];

const STREAMS = {
  'application/json-lines': linesOf(...ALL),
  'text/event-stream': ALL.map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`).join(''),
};

let server: RawServer;
let response: RawResponse;
beforeAll(async () => {
  server = await startRawServer(() => response);
});
afterAll(() => server.close());

/** Offsets within a line, between lines, and between the bytes of every character that has several. */
function offsetsOf(bytes: Uint8Array): readonly number[] {
  const inside = [...bytes.keys()].filter((at) => ((bytes[at] ?? 0) & 0xc0) === 0x80);
  const lines = [...bytes.keys()].filter((at) => bytes[at] === 0x0a).flatMap((at) => [at - 1, at, at + 1]);
  return [...new Set([0, 1, 30, ...inside, ...lines])].filter((at) => at < bytes.length).sort((a, b) => a - b);
}

const CUTS = Object.entries(STREAMS).flatMap(([type, text]) => {
  const bytes = new TextEncoder().encode(text);
  return offsetsOf(bytes).map((at) => ({ type, at, bytes }));
});

/** How many messages are complete within the first bytes, with or without the line break at their end. */
function completeIn(bytes: Uint8Array): number {
  const text = new TextDecoder().decode(bytes);
  return ALL.filter((message) => text.includes(JSON.stringify(message))).length;
}

describe.each(['finish', 'reset'] as const)('a connection that ends early: %s', (end) => {
  test.each(CUTS)('$type at byte $at', async ({ type, at, bytes }) => {
    const head = end === 'finish' ? headOf(type) : headWithLength(type, bytes.length);
    response = { parts: [head, bytes.slice(0, at)], end };

    const { messages, error } = await exchange(endpointOf(server.url));

    // After a reset, only what is certain counts: a line or an event that was not ended may go on.
    const complete = completeIn(bytes.slice(0, at));
    expect(messages).toEqual(ALL.slice(0, messages.length));
    expect(messages.length).toBeGreaterThanOrEqual(end === 'finish' ? complete : complete - 1);
    if (messages.length === ALL.length) expect(error).toBeUndefined();
    else {
      expect(error).toMatchObject({
        name: 'StreamCut',
        received: messages.length,
        maySafelyRepeat: false,
        message: expect.stringContaining('The request may have been carried out: check before you repeat it'),
      });
    }
  });
});

test.each(['finish', 'reset'] as const)('a document that is cut: %s', async (end) => {
  const text = JSON.stringify(RESULT);
  response = { parts: [headWithLength('application/json', text.length), text.slice(0, 30)], end };

  expect((await exchange(endpointOf(server.url))).error).toMatchObject({
    name: 'StreamCut',
    received: 0,
    cause: expect.anything(),
  });
});

test.each(Object.entries(STREAMS))('%s: every split between two reads gives the same messages', async (type, text) => {
  const bytes = new TextEncoder().encode(text);

  for (const at of offsetsOf(bytes)) {
    response = { parts: [headOf(type), bytes.slice(0, at), bytes.slice(at)], end: 'finish' };

    expect(await exchange(endpointOf(server.url))).toEqual({ status: 200, messages: ALL, error: undefined });
  }
});

test.each(Object.entries(STREAMS))('%s: all messages in one read, with the head', async (type, text) => {
  response = { parts: [headOf(type) + text], end: 'finish' };

  expect((await exchange(endpointOf(server.url))).messages).toEqual(ALL);
});

test.each(Object.entries(STREAMS))('%s: lines that end with CRLF', async (type, text) => {
  response = { parts: [headOf(type), text.replaceAll('\n', '\r\n')], end: 'finish' };

  expect((await exchange(endpointOf(server.url))).messages).toEqual(ALL);
});

test('what is not HTTP is an unreachable server', async () => {
  response = { parts: ['SSH-2.0-OpenSSH_9.6\r\n'], end: 'finish' };

  expect((await exchange(endpointOf(server.url))).error).toMatchObject({ name: 'ServerUnreachable', actor: 'later' });
});
