import fc from 'fast-check';
import { type DecodeOptions, decodeMessages } from '../../../client/decode/index.ts';
import { MessageTooLarge, NotAnMcpResponse } from '../../../client/errors/index.ts';
import type { JsonObject } from '../../../lambda/mcp/index.ts';
import { chunkedBody, cut } from '../support/bodies.ts';

const LIMITS: DecodeOptions = { maxMessageBytes: 10_000_000 };
const FIRST = { jsonrpc: '2.0', method: 'notifications/progress', params: { message: 'größer: 雪 🏔' } };
const SECOND = { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'a\r\nb\u2028c' }] } };
const LINES = `${JSON.stringify(FIRST)}\n${JSON.stringify(SECOND)}\n`;
const EVENTS = `event: message\ndata: ${JSON.stringify(FIRST)}\n\nevent: message\ndata: ${JSON.stringify(SECOND)}\n\n`;

/** Decodes chunks. The messages that arrive before an error are reported, too. */
async function decode(
  contentType: string,
  chunks: readonly (string | Uint8Array)[],
  options = LIMITS,
): Promise<{ readonly messages: readonly JsonObject[]; readonly error: unknown }> {
  const messages: JsonObject[] = [];
  try {
    for await (const message of decodeMessages(contentType, chunkedBody(chunks).stream, options))
      messages.push(message);
  } catch (error) {
    return { messages, error };
  }
  return { messages, error: undefined };
}

async function messagesOf(contentType: string, ...chunks: readonly (string | Uint8Array)[]) {
  const { messages, error } = await decode(contentType, chunks);
  if (error !== undefined) throw error;
  return messages;
}

/** A message of exactly so many bytes. */
function messageOf(bytes: number, character = 'x'): JsonObject {
  const empty = { jsonrpc: '2.0', method: 'a', params: { text: '' } };
  const size = bytes - JSON.stringify(empty).length;
  const width = Buffer.byteLength(character);
  return { ...empty, params: { text: character.repeat(Math.floor(size / width)) + 'y'.repeat(size % width) } };
}

describe('the format of a body', () => {
  test.each([
    'application/json-lines',
    'application/jsonl',
    'application/x-ndjson',
    'Application/JSONL; charset=utf-8',
  ])('is JSON lines as %s', async (type) => {
    expect(await messagesOf(type, LINES)).toEqual([FIRST, SECOND]);
  });

  test('is server-sent events as text/event-stream', async () => {
    expect(await messagesOf('text/event-stream;charset=utf-8', EVENTS)).toEqual([FIRST, SECOND]);
  });

  test.each(['application/json', 'application/json;charset=UTF-8', ''])('is one document as "%s"', async (type) => {
    expect(await messagesOf(type, `  ${JSON.stringify(SECOND, null, 2)}\n`)).toEqual([SECOND]);
  });

  test('is a batch if the document is an array', async () => {
    expect(await messagesOf('application/json', JSON.stringify([FIRST, SECOND]))).toEqual([FIRST, SECOND]);
  });

  test.each(['text/html', 'constructor', 'application/problem+json'])('is not MCP as %s', async (type) => {
    const { error } = await decode(type, [' <h1>Sign in</h1>', 'x'.repeat(5000)], { ...LIMITS, status: 203 });

    expect(error).toBeInstanceOf(NotAnMcpResponse);
    expect(error).toMatchObject({ status: 203, excerpt: expect.stringMatching(/^<h1>Sign in<\/h1>x{184}$/) });
  });
});

describe('what is not a message', () => {
  test('blank lines and the end of a body without a line break do not matter', async () => {
    expect(await messagesOf('application/jsonl', `\n \n\r\n${LINES.trimEnd()}`)).toEqual([FIRST, SECOND]);
    expect(await messagesOf('application/jsonl', '\n\n')).toEqual([]);
    expect(await messagesOf('application/json', ' \n')).toEqual([]);
  });

  test('comments, IDs, times, empty data and events of another type are ignored', async () => {
    const noise = ': keep-alive\n\nid: 1\nretry: 10\ndata:\n\nevent: ping\ndata: {"jsonrpc":"2.0"}\n\nevent: other\n\n';

    expect(await messagesOf('text/event-stream', noise + EVENTS)).toEqual([FIRST, SECOND]);
  });

  test('a byte order mark is skipped', async () => {
    expect(await messagesOf('application/jsonl', `\ufeff${LINES}`)).toEqual([FIRST, SECOND]);
  });

  test.each([
    ['application/jsonl', `${LINES}<html>\n`],
    ['application/jsonl', `${LINES}[1]\n`],
    ['text/event-stream', `${EVENTS}data: <html>\n\n`],
    ['text/event-stream', `${EVENTS}data: {"message":"Forbidden"}\n\n`],
  ])('%s: the messages before it are delivered', async (type, body) => {
    const { messages, error } = await decode(type, [body]);

    expect(messages).toEqual([FIRST, SECOND]);
    expect(error).toBeInstanceOf(NotAnMcpResponse);
  });

  test.each(['<html>', '{"message":"Forbidden"}', '"text"', 'null', '[{}]', '{"jsonrpc":"2.0"'])(
    'a document %s is an error that quotes it',
    async (body) => {
      const { error } = await decode('application/json', [body]);

      expect(error).toMatchObject({ name: 'NotAnMcpResponse', excerpt: body });
    },
  );

  test.each([
    ['application/jsonl', LINES],
    ['text/event-stream', EVENTS],
  ])('%s: a message that was cut is dropped', async (type, body) => {
    const whole = body.slice(0, body.indexOf('\n', 20) + 1);

    expect(await messagesOf(type, body, whole.slice(0, 40))).toEqual([FIRST, SECOND]);
  });
});

describe('server-sent events', () => {
  test.each([
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('end with %s, too, at any split', async (_, newline) => {
    const bytes = new TextEncoder().encode(EVENTS.replaceAll('\n', newline));

    for (let at = 0; at <= bytes.length; at += 1) {
      expect(await messagesOf('text/event-stream', ...cut(bytes, [at]))).toEqual([FIRST, SECOND]);
    }
  });

  test('join several lines of data', async () => {
    const body = 'data:{"jsonrpc":"2.0",\ndata: "id":1,\ndata:  "result":{}}\n\n';

    expect(await messagesOf('text/event-stream', body)).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
  });

  test('need no blank line after the last one', async () => {
    expect(await messagesOf('text/event-stream', EVENTS.trimEnd())).toEqual([FIRST, SECOND]);
  });
});

describe('any split of a body into chunks', () => {
  const message = fc
    .record({ text: fc.string({ unit: 'grapheme', maxLength: 40 }), more: fc.json({ maxDepth: 2 }) })
    .map(({ text, more }) => ({ jsonrpc: '2.0', method: 'a', params: { text, more: JSON.parse(more) } }));
  const newline = fc.constantFrom('\n', '\r\n');
  const gap = fc.constantFrom('', '\n', '\r\n', ' \n');
  const comment = fc.constantFrom('', ': x\n', 'id: 7\r\n', ':\r\n\r\n', 'event: message\n');
  const offsets = fc.array(fc.nat({ max: 10_000 }), { maxLength: 40 });
  const lines = fc.array(fc.tuple(message, newline, gap), { maxLength: 6 }).map((all) => ({
    type: 'application/json-lines',
    body: all.map(([value, end, blank]) => `${JSON.stringify(value)}${end}${blank}`).join(''),
    expected: all.map(([value]) => value),
  }));
  const events = fc
    .array(fc.tuple(message, fc.constantFrom('\n', '\r\n', '\r'), comment), { maxLength: 6 })
    .map((all) => ({
      type: 'text/event-stream',
      body: all.map(([value, end, before]) => `${before}data: ${JSON.stringify(value)}${end}${end}`).join(''),
      expected: all.map(([value]) => value),
    }));
  const document = message.map((value) => ({
    type: 'application/json',
    body: JSON.stringify(value),
    expected: [value],
  }));

  test('gives the same messages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(lines, events, document), offsets, async ({ type, body, expected }, at) => {
        const bytes = new TextEncoder().encode(body);

        const messages = await messagesOf(type, ...cut(bytes, at));

        // As JSON: of two equal objects, one may lack a prototype.
        expect(JSON.stringify(messages)).toBe(JSON.stringify(expected));
      }),
      { numRuns: 300 },
    );
  });

  test('also byte by byte, with empty chunks', async () => {
    for (const [type, body] of [
      ['application/jsonl', LINES],
      ['text/event-stream', EVENTS],
    ] as const) {
      const bytes = [...new TextEncoder().encode(body)].flatMap((byte) => [Uint8Array.of(byte), new Uint8Array()]);

      expect(await messagesOf(type, ...bytes)).toEqual([FIRST, SECOND]);
    }
  });
});

describe('the limit of a message', () => {
  const LIMIT = 10_000_000;
  const sized = (bytes: number, character?: string) => {
    const text = JSON.stringify(messageOf(bytes, character));
    return {
      'application/json': text,
      'application/jsonl': `${text}\r\n`,
      'text/event-stream': `data: ${text}\r\n\r\n`,
    };
  };

  test.each(Object.entries(sized(LIMIT)))('%s: 10 MB are accepted', async (type, body) => {
    expect(await messagesOf(type, ...cut(new TextEncoder().encode(body), [70_000, 5_000_000]))).toHaveLength(1);
  });

  test.each([...Object.entries(sized(LIMIT + 1)), ...Object.entries(sized(LIMIT + 1, '雪'))])(
    '%s: one byte more is refused',
    async (type, body) => {
      const { error } = await decode(type, cut(new TextEncoder().encode(body), [70_000, 5_000_000]));

      expect(error).toBeInstanceOf(MessageTooLarge);
      expect(error).toMatchObject({ limit: LIMIT, message: expect.stringContaining('10000000 bytes') });
    },
  );

  test.each(['application/json', 'application/jsonl', 'text/event-stream'])(
    '%s: what never ends is refused where the limit is, and cancelled',
    async (type) => {
      const body = chunkedBody(Array<string>(100).fill('data: x'.repeat(100)), 'open');

      await expect(decodeMessages(type, body.stream, { maxMessageBytes: 5000 }).next()).rejects.toThrow(
        MessageTooLarge,
      );

      expect(body.read).toBeLessThan(10);
      expect(body.isCancelled).toBe(true);
    },
  );

  test('an event of many lines of data is one message', async () => {
    const { error } = await decode('text/event-stream', ['data: 0123456789\n'.repeat(100)], { maxMessageBytes: 500 });

    expect(error).toMatchObject({ name: 'MessageTooLarge', limit: 500 });
  });

  test('many messages and comments together may exceed it', async () => {
    const limits = { maxMessageBytes: 300 };

    const lines = await decode('application/jsonl', Array<string>(50).fill(LINES), limits);
    const events = await decode('text/event-stream', Array<string>(50).fill(`: keep-alive\n${EVENTS}`), limits);

    expect([lines.messages.length, events.messages.length]).toEqual([100, 100]);
  });
});

describe('the consumer', () => {
  test('reads nothing before it asks, and no chunk ahead', async () => {
    const body = chunkedBody([LINES, LINES, LINES]);
    const messages = decodeMessages('application/jsonl', body.stream, LIMITS);
    const counts = [body.read];

    for (let taken = 0; taken < 3; taken += 1) {
      await messages.next();
      counts.push(body.read);
    }

    expect(counts).toEqual([0, 1, 1, 2]);
  });

  test('cancels the body at once, while a read is pending', async () => {
    const body = chunkedBody([], 'open');
    const messages = decodeMessages('application/jsonl', body.stream, LIMITS);
    const pending = messages.next();

    const ended = messages.return();

    expect(body.isCancelled).toBe(true);
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await ended).toEqual({ done: true, value: undefined });
  });

  test.each(['application/jsonl', 'text/html'])('cancels a body that it never read: %s', async (type) => {
    const body = chunkedBody([], 'open');

    await decodeMessages(type, body.stream, LIMITS).return();

    expect(body.isCancelled).toBe(true);
  });

  test('cancels the body when it leaves the loop', async () => {
    const body = chunkedBody([LINES], 'open');

    for await (const _ of decodeMessages('application/jsonl', body.stream, LIMITS)) break;

    expect(body.isCancelled).toBe(true);
  });

  test('receives what the connection failed with, after the messages before it', async () => {
    const messages = decodeMessages('application/jsonl', chunkedBody([LINES], 'error').stream, LIMITS);

    expect([(await messages.next()).value, (await messages.next()).value]).toEqual([FIRST, SECOND]);
    await expect(messages.next()).rejects.toThrow('the connection was reset');
  });
});
