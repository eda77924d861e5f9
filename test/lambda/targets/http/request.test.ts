import fc from 'fast-check';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { httpTarget } from '../../../../lambda/targets/http/publish.ts';
import { callContext, environment, toolOf } from '../support.ts';
import { startUpstream, type Upstream } from './upstream.ts';

let upstream: Upstream;
const stage = environment();

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

/** Calls a tool and gives what the upstream saw of it. */
async function send(target: JsonObject & { path: string }, args: JsonObject) {
  const { path, ...rest } = target;
  const tool = toolOf({ type: 'http', url: upstream.origin + path, ...rest });
  await prepareHttp(tool, stage)(args, callContext());
  return upstream.seen.at(-1);
}

describe('http request', () => {
  test('carries arguments in path, query, headers and body', async () => {
    const seen = await send(
      {
        method: 'POST',
        path: '/customers/{customer}/orders?fixed=1',
        query: { limit: '{% $args.limit %}', tag: '{% $args.tags %}', q: 'a b&c', none: '{% $args.none %}' },
        headers: { 'X-Trace': '{% $args.trace %}', 'x-none': '{% $args.none %}', 'x-flag': true },
        body: { items: ['{% $args.limit * 2 %}'], note: '{% $args.none %}' },
      },
      { customer: 'a/b c', limit: 5, tags: ['x', 'y&z'], trace: 7 },
    );
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/customers/a%2Fb%20c/orders?fixed=1&limit=5&tag=x&tag=y%26z&q=a%20b%26c',
      body: '{"items":[10]}',
    });
    expect(seen?.headers).toMatchObject({
      'x-trace': '7',
      'x-flag': 'true',
      'content-type': 'application/json',
      'content-length': '14',
      'accept-encoding': 'identity',
    });
    expect(seen?.headers).not.toHaveProperty('x-none');
  });

  test('may say its own content type, and sends no body where there is none', async () => {
    const typed = await send(
      { method: 'PATCH', path: '/', headers: { 'Content-Type': 'application/merge-patch+json' }, body: '{% $args %}' },
      { a: null },
    );
    expect(typed).toMatchObject({ body: '{"a":null}', headers: { 'content-type': 'application/merge-patch+json' } });
    const empty = await send({ method: 'POST', path: '/', body: '{% $args.none %}' }, {});
    expect(empty).toMatchObject({ body: '', headers: { 'content-length': '0' } });
    expect(empty?.headers).not.toHaveProperty('content-type');
  });

  test('an expression finds the content type; without a value, the body has its own', async () => {
    const target = { method: 'POST', path: '/', text: 'x', contentType: "{% $args.markdown ? 'text/markdown' %}" };
    expect((await send(target, { markdown: true }))?.headers['content-type']).toBe('text/markdown');
    expect((await send(target, {}))?.headers['content-type']).toBe('text/plain; charset=utf-8');
    const given = { ...target, contentType: '{% $args.type %}' };
    for (const type of ['text/a\r\nx-evil: 1', '', 7])
      await expect(send(given, { type })).rejects.toThrow('`contentType`');
  });

  test('escapes each character in path and query as encodeURIComponent does', async () => {
    const characters = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code));
    // A segment of dots alone is refused.
    const texts = characters.map((character) => `a${character}`);

    const seen = await send({ path: '/{text}', query: { q: '{% $args.texts %}' } }, { text: texts.join(''), texts });

    const values = texts.map((text) => `q=${encodeURIComponent(text)}`);
    expect(seen?.url).toBe(`/${encodeURIComponent(texts.join(''))}?${values.join('&')}`);
  });

  test('any text in the path comes back whole, from its own segment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), async (value) => {
        fc.pre(!value.split(/[/\\]/).some((part) => /^(\.|%2e){1,2}$/i.test(part)) && value.isWellFormed());
        const seen = await send({ path: '/a/{value}/z' }, { value });
        const segments = (seen?.url ?? '').split('/');
        expect(segments).toHaveLength(4);
        expect(decodeURIComponent(segments[2] ?? '')).toBe(value);
        expect(new URL(seen?.url ?? '', upstream.origin).pathname.split('/')).toHaveLength(4);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[unknown, RegExp]>([
    ['.', /"\." or "\.\."/],
    ['..', /"\." or "\.\."/],
    ['%2e%2E', /"\." or "\.\."/],
    ['../../admin', /"\." or "\.\."/],
    ['a\\..\\b', /"\." or "\.\."/],
    ['', /is empty/],
    [undefined, /is missing/],
    [null, /must be a string, a number or a boolean/],
    [[], /is empty/],
    [['a', ''], /is empty/],
    [['a', '..'], /"\." or "\.\."/],
    [['a', ['b']], /or a list of them/],
    [{ a: 1 }, /must be a string, a number or a boolean/],
    ['\ud800', /well-formed/],
  ])('refuses %j as a path segment', async (value, message) => {
    const before = upstream.seen.length;
    await expect(send({ path: '/a/{value}' }, { value } as JsonObject)).rejects.toThrow(message);
    expect(upstream.seen).toHaveLength(before);
  });

  test('refuses arguments that make dots together with fixed text', async () => {
    await expect(send({ path: '/a/.{value}' }, { value: '%2e' })).rejects.toThrow('"." or ".."');
    await expect(send({ path: '/{a}{b}' }, { a: 'x', b: 'y' })).resolves.toMatchObject({ url: '/xy' });
    await expect(send({ path: '/orders-{id}.json' }, { id: 42 })).resolves.toMatchObject({ url: '/orders-42.json' });
  });

  test.each<[JsonObject, RegExp]>([
    [{ query: { q: '{% $args.o %}' } }, /query parameter q must be/],
    [{ query: { q: '{% [$args.o] %}' } }, /query parameter q must be/],
    [{ headers: { h: '{% $args.o %}' } }, /header h must be/],
    [{ headers: { h: '{% $args.crlf %}' } }, /header h contains a line break/],
    [{ headers: { h: '{% $args.wide %}' } }, /forbidden character/],
    [{ query: { q: '{% $args.o + 1 %}' } }, /expression `query\.q` failed/],
  ])('refuses values that make no request: %j', async (part, message) => {
    const args = { o: { a: 1 }, crlf: 'a\r\nx-evil: 1', wide: '€' };
    await expect(send({ path: '/', ...part }, args)).rejects.toThrow(message);
  });

  test('arguments named like parts of a prototype are missing unless they are given', async () => {
    await expect(send({ path: '/{constructor}' }, {})).rejects.toThrow('constructor is missing');
    await expect(send({ path: '/{__proto__}' }, {})).rejects.toThrow('__proto__ is missing');
  });
});

describe('http check', () => {
  const check = (target: JsonObject, input: JsonObject = { type: 'object' }) =>
    httpTarget.check({ name: 'tool', input, target: { type: 'http', url: 'https://a.example/', ...target } });

  test.each<[string, string]>([
    ['/relative', 'absolute URL'],
    ['ftp://a.example/', 'scheme'],
    ['https://{host}/', 'placeholder in its host'],
    ['https://a.example:{port}/', 'absolute URL'],
    ['https://u:p@a.example/', 'user name or password'],
    ['https://a.example/?q={q}', 'placeholder outside its path'],
    ['https://a.example/#top', 'fragment'],
    ['https://a.example/{a b}', 'brace'],
    ['https://a.example/{}', 'brace'],
    ['https://a.example/{a', 'brace'],
    ['https://a.example/%7Ba%7D', 'encoded brace'],
    ['https://a.example/{a}/../b', 'removes a placeholder'],
  ])('url %s', async (url, message) => {
    expect(await check({ url })).toEqual([{ path: ['url'], message: expect.stringContaining(message) }]);
  });

  test('a placeholder is an argument of the tool', async () => {
    const input = { type: 'object', properties: { customer: {} } };
    expect(await check({ url: 'https://a.example/{customer}' }, input)).toEqual([]);
    expect(await check({ url: 'https://a.example/{costumer}' }, input)).toMatchObject([{ path: ['url'] }]);
  });

  test.each(['Host', 'content-length', 'Connection', 'TE', 'accept-encoding', 'a b', 'a:b'])(
    'header %s',
    async (name) => {
      expect(await check({ headers: { [name]: 'x' } })).toMatchObject([{ path: ['headers', name] }]);
    },
  );

  test('header values and names given twice', async () => {
    expect(await check({ headers: { a: 'x\r\ny' } })).toMatchObject([{ path: ['headers', 'a'] }]);
    expect(await check({ headers: { A: 'x', a: 'y' } })).toMatchObject([
      { path: ['headers', 'a'], message: 'is set twice' },
    ]);
  });

  test('body only where a method carries one; $response only in the result', async () => {
    expect(await check({ body: {} })).toMatchObject([{ path: ['body'] }]);
    expect(await check({ method: 'HEAD', body: {} })).toMatchObject([{ path: ['body'] }]);
    expect(await check({ query: { a: '{% $response.body %}' } })).toMatchObject([{ path: ['query', 'a'] }]);
    expect(await check({ result: { a: ['{% $response.body & $args.x %}'] } })).toEqual([]);
  });
});
