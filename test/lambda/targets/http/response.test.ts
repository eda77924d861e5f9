import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { callContext, environment, resultOf, toolOf } from '../support.ts';
import { answering, startUpstream } from './upstream.ts';

const stage = environment();

/** Calls a tool once against an upstream that answers so. */
async function answerOf(answer: RequestListener, target: JsonObject = {}, output?: JsonObject) {
  const upstream = await startUpstream(answer);
  try {
    const tool = toolOf({ type: 'http', url: `${upstream.origin}/things?key=hunter2`, ...target }, { output });
    const result = await resultOf(prepareHttp(tool, stage), { n: 2 }, callContext({ resultBytes: 10_000 }));
    const first = result.content[0];
    return { ...result, text: first?.type === 'text' ? first.text : undefined, host: upstream.host };
  } finally {
    await upstream.close();
  }
}

const json = (value: unknown, status = 200) =>
  answering(status, 'application/json; charset=utf-8', JSON.stringify(value));

describe('http result', () => {
  test('is the JSON body by default, as compact text', async () => {
    const { content, structuredContent } = await answerOf(
      answering(200, 'application/problem+json', '{ "a": [1, 2] }'),
    );
    expect(content).toEqual([{ type: 'text', text: '{"a":[1,2]}' }]);
    expect(structuredContent).toBeUndefined();
  });

  test.each([
    '{"id":1234567890123456789}',
    '[-9007199254740993,9007199254740993,{"deep":[18446744073709551615]}]',
    '12345678901234567890123',
    '{"text":"1234567890123456789","safe":9007199254740991,"float":0.1234567890123456}',
  ])('keeps the integers of %s as they came', async (body) => {
    expect((await answerOf(answering(200, 'application/json', body))).text).toBe(body);
  });

  test('keeps an integer wherever it stands', async () => {
    for (let before = 0; before <= 16; before += 1) {
      const body = `["${'x'.repeat(before)}",9007199254740993]`;
      expect((await answerOf(answering(200, 'application/json', body))).text).toBe(body);
    }
  });

  test('is structured content too when the tool has an output schema', async () => {
    expect(await answerOf(json({ a: 1 }), {}, { type: 'object' })).toMatchObject({
      structuredContent: { a: 1 },
      text: '{"a":1}',
    });
  });

  test.each<[unknown, string]>([
    ['{% $response.body.items %}', '[{"id":1},{"id":2}]'],
    ['{% $response.body.items.id %}', '[1,2]'],
    ['{% $sum($response.body.items.id) * $args.n %}', '6'],
    ['{% $response.status %}', '200'],
    ['{% $response.headers.`content-type` %}', 'application/json; charset=utf-8'],
    [{ count: '{% $count($response.body.items) %}', asked: '{% $args.n %}' }, '{"count":2,"asked":2}'],
  ])('is what %j makes of the answer', async (result, text) => {
    const answer = await answerOf(json({ items: [{ id: 1 }, { id: 2 }] }), { result } as JsonObject);
    expect(answer.text).toBe(text);
  });

  test.each([[null], [false], [0], [[]], ['text']])('keeps a body of %j', async (value) => {
    expect((await answerOf(json(value))).text).toBe(typeof value === 'string' ? value : JSON.stringify(value));
  });

  test('is the text of other bodies, without a byte order mark', async () => {
    expect((await answerOf(answering(200, 'text/plain', '\uFEFFhéllo'))).text).toBe('héllo');
  });

  test('tells of an answer without a body', async () => {
    const empty: RequestListener = (_, response) => response.writeHead(204).end();
    expect((await answerOf(empty, { method: 'DELETE' })).text).toMatch(
      /^DELETE .*\/things returned 204 without a body\.$/,
    );
    expect((await answerOf(empty, {}, { type: 'object' })).structuredContent).toEqual({});
    expect((await answerOf(json('ignored'), { method: 'HEAD' })).text).toContain('returned 200 without a body');
  });

  test.each<[string, RequestListener, JsonObject, string]>([
    ['is garbage instead of JSON', answering(200, 'application/json', '<html>'), {}, 'its body is not valid JSON'],
    ['is not text', answering(200, 'text/csv', Buffer.from([0x89, 0xff])), {}, '(text/csv) is not UTF-8 text'],
    ['makes the expression fail', json({ a: 'x' }), { result: '{% $response.body.a + 1 %}' }, '`result` failed'],
    [
      'is nested too deeply',
      answering(200, 'application/json', '['.repeat(4_000) + ']'.repeat(4_000)),
      { result: '{% [$response.body] %}' },
      'is nested too deeply',
    ],
    ['grows too large', json({ a: 1 }), { result: '{% $pad("", 20000) %}' }, 'more than 10000 bytes'],
  ])('an answer that %s is an error for the agent, without the query', async (_, answer, target, message) => {
    const failure = await answerOf(answer, target).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ToolError', message: expect.stringContaining(message) });
    expect(String(failure)).not.toContain('hunter2');
  });
});

describe('http result of a binary answer', () => {
  const bytes = Buffer.from([0x89, 0x50, 0xff]);
  const data = bytes.toString('base64');

  test.each<[string, object]>([
    ['image/png', { type: 'image', data, mimeType: 'image/png' }],
    ['audio/mpeg; x=y', { type: 'audio', data, mimeType: 'audio/mpeg' }],
  ])('%s is content of its own kind', async (type, block) => {
    expect((await answerOf(answering(200, type, bytes))).content).toEqual([block]);
  });

  test.each(['application/pdf', 'application/octet-stream', 'application/x-thing'])(
    '%s is a resource',
    async (type) => {
      const { content, host } = await answerOf(answering(200, type, bytes));
      const uri = `http://${host}/things`; // without its query
      expect(content).toEqual([{ type: 'resource', resource: { uri, mimeType: type, blob: data } }]);
    },
  );

  test('what can be read is text, unless its type says that it is not', async () => {
    expect((await answerOf(answering(200, 'application/octet-stream', 'plain'))).text).toBe('plain');
    expect((await answerOf(answering(200, 'image/svg+xml', '<svg/>'))).text).toBe('<svg/>');
    expect((await answerOf(answering(200, 'application/pdf', '%PDF'))).content[0]).toMatchObject({ type: 'resource' });
  });

  test('is base64 for an expression, and bounded as base64', async () => {
    const { text } = await answerOf(answering(200, 'image/png', bytes), { result: '{% $response.body %}' });
    expect(text).toBe(data);
    await expect(answerOf(answering(200, 'image/png', Buffer.alloc(8_000)))).rejects.toThrow('more than 10000 bytes');
  });
});

/** Answers with what nobody asked for, as some proxies do. */
function compressed(status: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => response.writeHead(status, { 'content-encoding': 'gzip', ...headers }).end(gzipSync(body));
}

describe('http answers that are compressed although nobody asked for that', () => {
  test('lead on where they point to, and are good where they have no body', async () => {
    const { text } = await answerOf((request, response) => {
      if (request.url === '/things') return compressed(302, 'moved', { location: '/here' })(request, response);
      response.writeHead(200, { 'content-type': 'application/json' }).end('"found"');
    });
    expect(text).toBe('found');
    const head = { 'content-encoding': 'gzip', 'content-length': '20' };
    const headed = await answerOf((_, response) => response.writeHead(200, head).end(), { method: 'HEAD' });
    const empty = await answerOf((_, response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end());
    expect([headed.text, empty.text]).toEqual([
      `HEAD ${headed.host}/things returned 200 without a body.`,
      `GET ${empty.host}/things returned 204 without a body.`,
    ]);
  });

  test('are decoded where they have one', async () => {
    expect((await answerOf(compressed(200, 'x'))).text).toBe('x');
  });
});

describe('http answers that are not 2xx', () => {
  test.each<[string, RequestListener, string]>([
    ['message', json({ message: 'no such city', trace: 'x' }, 400), '400 Bad Request: no such city'],
    ['error and detail', json({ error: 'invalid', detail: 'limit' }, 400), '400 Bad Request: invalid; limit'],
    [
      'error object',
      json({ error: { message: 'too many', code: 3 } }, 429),
      '429 Too Many Requests: too many (code 3)',
    ],
    ['other JSON', json({ code: 7 }, 500), '500 Internal Server Error: {"code":7}'],
    ['JSON text', json('just so', 500), '500 Internal Server Error: just so'],
    ['plain text', answering(503, 'text/plain', 'down\n'), '503 Service Unavailable: down'],
    ['nothing', (_, response) => response.writeHead(502).end(), '502 Bad Gateway.'],
    ['binary', answering(500, 'image/png', Buffer.from([0x89, 0xff])), '500 Internal Server Error.'],
    ['much binary', answering(500, 'image/png', Buffer.alloc(50_000, 0xff)), '500 Internal Server Error.'],
    ['compressed words', compressed(503, '{"message":"x"}'), '503 Service Unavailable: x'],
    ['not modified', (_, response) => response.writeHead(304).end(), '304 Not Modified.'],
  ])('%s', async (_, answer, expected) => {
    const { isError, text, host } = await answerOf(answer);
    expect({ isError, text }).toEqual({ isError: true, text: `GET ${host}/things returned ${expected}` });
  });

  test.each([404, 410])('%i says that there is no such thing', async (status) => {
    await expect(answerOf(json({ message: 'no such customer' }, status))).rejects.toMatchObject({
      name: 'ToolError',
      message: expect.stringMatching(/^GET 127\.0\.0\.1:\d+\/things returned 4\d\d [A-Za-z ]+: no such customer$/),
      notFound: true,
    });
  });

  test('a 200 in which the expression finds nothing is an empty result, or not found for a resource', async () => {
    const nothing = { result: '{% $response.body[0] %}' };
    expect((await answerOf(json([]), nothing)).text).toBe('The result is empty: the expression found nothing.');
  });

  test('quotes 2 KB at most, however much there is', async () => {
    const { text = '' } = await answerOf(answering(500, 'text/plain', 'é'.repeat(200_000)));
    expect(Buffer.byteLength(text)).toBeLessThan(2_300);
    expect(text).toMatch(/é…$/);
  });

  test.each([
    ['https://other.example/a?token=secret#x', 'https://other.example/a'],
    ['http://user:secret@169.254.169.254/latest', 'http://169.254.169.254/latest'],
    ['//user:secret@other.example/a?token=secret', '//other.example/a'],
  ])('a redirect to %s is told, not followed', async (location, shown) => {
    const { text = '', isError } = await answerOf((_, response) => response.writeHead(302, { location }).end());
    expect(isError).toBe(true);
    expect(text).toContain(`returned 302 Found and redirected to ${shown}, which is neither`);
    expect(text).not.toContain('secret');
  });
});
