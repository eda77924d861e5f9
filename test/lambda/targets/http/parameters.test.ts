import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { httpTarget } from '../../../../lambda/targets/http/publish.ts';
import { callContext, environment, toolOf } from '../support.ts';
import { startUpstream, type Upstream } from './upstream.ts';

let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

/** Calls a tool and gives what the upstream saw of it. */
async function send(at: string, target: JsonObject, args: JsonObject = {}) {
  const tool = toolOf({ type: 'http', url: upstream.origin + at, ...target });
  await prepareHttp(tool, environment())(args, callContext());
  return upstream.seen.at(-1);
}

const check = (target: JsonObject, input: JsonObject = { type: 'object' }) =>
  httpTarget.check({ name: 'tool', input, target: { type: 'http', url: 'https://a.example/', ...target } });

const LIST = ['blue', 'black', 'b&w'];
const OBJECT = { R: 100, G: 'a b' };

describe('the styles of a query', () => {
  // OpenAPI 3.1 section 4.8.12.4 "Style Examples"
  test.each<[JsonObject, Json, string]>([
    [{}, LIST, 'color=blue&color=black&color=b%26w'],
    [{ style: 'form' }, LIST, 'color=blue&color=black&color=b%26w'],
    [{ style: 'form', explode: false }, LIST, 'color=blue,black,b%26w'],
    [{ explode: false }, OBJECT, 'color=R,100,G,a%20b'],
    [{ style: 'form' }, OBJECT, 'R=100&G=a%20b'],
    [{ style: 'spaceDelimited' }, LIST, 'color=blue%20black%20b%26w'],
    [{ style: 'pipeDelimited' }, LIST, 'color=blue%7Cblack%7Cb%26w'],
    [{ style: 'pipeDelimited', explode: true }, LIST, 'color=blue&color=black&color=b%26w'],
    [{ style: 'deepObject' }, OBJECT, 'color%5BR%5D=100&color%5BG%5D=a%20b'],
    [{ style: 'deepObject' }, { a: { b: [1, 2] } }, 'color%5Ba%5D%5Bb%5D%5B%5D=1&color%5Ba%5D%5Bb%5D%5B%5D=2'],
    [{ style: 'deepObject' }, [{ p: 1 }, { p: 2 }], 'color%5B0%5D%5Bp%5D=1&color%5B1%5D%5Bp%5D=2'],
    [{ allowReserved: true }, "a/b?c=[d]:$&e+f#g';h", "color=a/b?c%3D[d]:$%26e%2Bf%23g'%3Bh"],
    [{ style: 'form' }, 'x', 'color=x'],
    [{ style: 'form', explode: false }, [null, 1], 'color=1'],
  ])('%j writes %j as %s', async (style, value, query) => {
    const seen = await send('/', { query: { color: { value: '{% $args.v %}', ...style } } }, { v: value });

    expect(seen?.url).toBe(`/?${query}`);
  });

  test.each<[JsonObject, Json]>([
    [{ style: 'form', explode: false }, []],
    [{ style: 'deepObject' }, {}],
    [{ style: 'deepObject' }, { a: [], b: null }],
    [{ explode: false }, null],
    [{ explode: false }, { a: null }],
  ])('%j omits %j', async (style, value) => {
    const seen = await send('/x', { query: { color: { value: '{% $args.v %}', ...style }, b: 1 } }, { v: value });

    expect(seen?.url).toBe('/x?b=1');
  });

  test('one expression gives all parameters, and nothing gives none', async () => {
    const target = { query: '{% $args.filters %}' };

    expect((await send('/x?fixed', target, { filters: { a: 'x y', b: [1, 2] } }))?.url).toBe(
      '/x?fixed&a=x%20y&b=1&b=2',
    );
    expect((await send('/x', target))?.url).toBe('/x');
    await expect(send('/x', target, { filters: ['a'] })).rejects.toThrow('`query` must give an object');
  });

  test.each<JsonObject>([
    { query: '{% $args.v %}' },
    { query: { f: { value: '{% $args.v %}', style: 'deepObject' } } },
    { query: { f: { value: '{% $args.v %}', explode: true } } },
  ])('%j: a name that is not Unicode is an error', async (target) => {
    await expect(send('/', target, { v: { '\ud800': 1 } })).rejects.toThrow('not well-formed Unicode');
  });

  test.each<JsonObject>([
    { query: '{% $args.v %}' },
    { query: { f: { value: '{% $args.v %}', style: 'deepObject' } } },
    { method: 'POST', form: '{% $args.v %}' },
    { method: 'POST', multipart: '{% $args.v %}' },
    { method: 'POST', xml: { root: '{% $args.v %}' } },
  ])('%j: a long name of many values is an error, before it takes memory', async (target) => {
    const v = { [`a${'b'.repeat(100_000)}`]: Array.from({ length: 20_000 }, () => 1) };

    await expect(send('/', target, { v })).rejects.toThrow('would be larger than');
  });

  test('a form has the styles of a query', async () => {
    const form = { items: { value: '{% $args.items %}', style: 'deepObject' }, mode: 'payment' };
    const items = [{ price: 'p 1', quantity: 1 }, { price: 'p2' }];

    const seen = await send('/', { method: 'POST', form }, { items });

    expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
      'items[0][price]': 'p 1',
      'items[0][quantity]': '1',
      'items[1][price]': 'p2',
      mode: 'payment',
    });
  });

  test('no argument adds a parameter that its style does not make', async () => {
    const query = {
      filter: { value: '{% $args.v %}', style: 'deepObject' },
      csv: { value: '{% $args.w %}', explode: false },
    };
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.string()), fc.array(fc.string()), async (filter, list) => {
        fc.pre([...Object.entries(filter).flat(), ...list].every((text) => text.isWellFormed()));

        const seen = await send('/', { query }, { v: filter, w: list });

        const names = [...new URL(seen?.url ?? '', upstream.origin).searchParams.keys()];
        expect(names.every((name) => name === 'csv' || /^filter\[/.test(name))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the path', () => {
  test.each<[JsonObject, Json, string]>([
    [{}, LIST, 'blue,black,b%26w'],
    [{ style: 'simple' }, OBJECT, 'R,100,G,a%20b'],
    [{ style: 'simple', explode: true }, OBJECT, 'R=100,G=a%20b'],
    [{ style: 'label' }, LIST, '.blue,black,b%26w'],
    [{ style: 'label', explode: true }, LIST, '.blue.black.b%26w'],
    [{ style: 'matrix' }, LIST, ';c=blue,black,b%26w'],
    [{ style: 'matrix', explode: true }, LIST, ';c=blue;c=black;c=b%26w'],
    [{ style: 'matrix', explode: true }, OBJECT, ';R=100;G=a%20b'],
  ])('%j writes %j as %s', async (style, value, text) => {
    const seen = await send('/a/{c}/z', { path: { c: { value: '{% $args.v %}', ...style } } }, { v: value });

    expect(seen?.url).toBe(`/a/${text}/z`);
  });

  test('an expression computes a segment; a list among the arguments is joined by commas', async () => {
    expect((await send('/{index}/x', { path: { index: "{% 'logs-' & $args.day %}" } }, { day: '2026/11' }))?.url).toBe(
      '/logs-2026%2F11/x',
    );
    expect((await send('/{indices}/_search', {}, { indices: ['a', 'b/c'] }))?.url).toBe('/a,b%2Fc/_search');
  });

  test('no name of an object leaves its segment', async () => {
    const path = { c: { value: '{% $args.v %}', explode: true } };

    await expect(send('/a/{c}', { path }, { v: { 'x/../../admin/': 1 } })).rejects.toThrow('".." segment');
    await expect(send('/a/{c}', { path }, { v: { '\ud800': 1 } })).rejects.toThrow('not well-formed');
  });

  test.each(['..;', 'a/..;x=y/b', '..%2fadmin', 'a%5c..', '.%3bx'])(
    'no argument is %j, which some servers read as a dot segment',
    async (name) => {
      await expect(send('/v1/{name}', {}, { name })).rejects.toThrow('".." segment');
      await expect(send('/v1/{+name}', {}, { name })).rejects.toThrow('".." segment');
    },
  );

  test('{+name} keeps the slashes of a resource name', async () => {
    const seen = await send('/v1/{+name}:move', {}, { name: 'projects/p 1/zones/a?b#c%2e' });

    expect(seen?.url).toBe('/v1/projects/p%201/zones/a%3Fb%23c%252e:move');
  });

  test.each(['../admin', 'a/../b', '/etc', 'a//b', 'a/', '.', 'a/%2e%2e/b', 'a\\..\\b', ''])(
    '{+name} refuses %j',
    async (name) => {
      const before = upstream.seen.length;

      await expect(send('/v1/{+name}', {}, { name })).rejects.toThrow(/The argument name/);
      expect(upstream.seen).toHaveLength(before);
    },
  );
});

describe('headers and cookies', () => {
  test('a list is joined by commas, an object in its style', async () => {
    const headers = {
      'X-List': '{% $args.list %}',
      'X-Object': { value: { a: 1, b: 'c' }, style: 'simple', explode: true },
      'X-None': { value: '{% $args.none %}' },
    };

    const seen = await send('/', { headers }, { list: ['a', 'b'] });

    expect(seen?.headers).toMatchObject({ 'x-list': 'a,b', 'x-object': 'a=1,b=c' });
    expect(seen?.headers).not.toHaveProperty('x-none');
    await expect(send('/', { headers }, { list: ['a\r\nx-evil: 1'] })).rejects.toThrow('X-List contains a line break');
  });

  test('one expression gives all headers', async () => {
    const seen = await send('/', { headers: '{% $args.h %}' }, { h: { 'X-A': 1 } });

    expect(seen?.headers).toMatchObject({ 'x-a': '1' });
  });

  test('a name that an expression makes is a header name, too', async () => {
    await expect(send('/', { headers: '{% $args.h %}' }, { h: { 'a\r\nb': 1 } })).rejects.toThrow('not a header name');
    await expect(send('/', { headers: '{% $args.h %}' }, { h: { Host: 'evil' } })).rejects.toThrow('Host');
    await expect(send('/', { headers: '{% $args.h %}' }, { h: { 'Content-Length': 3 } })).rejects.toThrow(
      'Content-Length',
    );
  });

  test('cookies are sent in one header, each within its octets', async () => {
    const cookies = { sid: '{% $args.sid %}', tags: { value: ['a', 'b,c'], explode: false }, none: '{% $args.none %}' };

    const seen = await send('/', { cookies }, { sid: 'a;b=c é&d' });

    expect(seen?.headers.cookie).toBe('sid=a%3Bb%3Dc%20%C3%A9%26d; tags=a,b%2Cc');
  });

  test('a cookie holds any character of Unicode', async () => {
    const seen = await send('/', { cookies: { sid: '{% $args.sid %}' } }, { sid: 'ok 😀' });

    expect(seen?.headers.cookie).toBe('sid=ok%20%F0%9F%98%80');
  });

  test('without a cookie there is no header', async () => {
    expect((await send('/', { cookies: { a: '{% $args.none %}' } }))?.headers).not.toHaveProperty('cookie');
    expect((await send('/', { cookies: { a: 'x' } }))?.headers.cookie).toBe('a=x');
  });
});

describe('the check of parameters', () => {
  test.each<[JsonObject, (string | number)[], string]>([
    [{ query: { filter: { status: 'x' } } }, ['query', 'filter'], 'style: deepObject'],
    [{ query: { ids: [{ a: 1 }] } }, ['query', 'ids', 0], 'style: deepObject'],
    [{ method: 'POST', form: { items: [{ price: 'p1' }] } }, ['form', 'items', 0], 'style: deepObject'],
    [{ query: { a: { value: 1, stile: 'form' } } }, ['query', 'a', 'stile'], 'its keys are value, style'],
    [{ query: { a: { value: 1, style: 'matrix' } } }, ['query', 'a', 'style'], 'is not a style of `query`; use form'],
    [{ query: { a: { value: 1, style: 'csv' } } }, ['query', 'a', 'style'], 'is not a style; use form'],
    [{ query: { a: { value: 1, style: 7 } } }, ['query', 'a', 'style'], 'is not a style'],
    [{ query: { a: { value: 1, explode: 'no' } } }, ['query', 'a', 'explode'], 'true or false'],
    [{ query: { a: { value: {}, style: 'deepObject', explode: false } } }, ['query', 'a', 'explode'], 'deepObject'],
    [{ headers: { a: { value: 1, style: 'form' } } }, ['headers', 'a', 'style'], 'use simple'],
    [{ headers: { a: { value: 1, allowReserved: true } } }, ['headers', 'a', 'allowReserved'], '`query` and `form`'],
    [{ headers: { a: { value: 'x\ny' } } }, ['headers', 'a', 'value'], 'line break'],
    [{ headers: { a: { b: 1 } } }, ['headers', 'a'], '{ value, style, explode }'],
    [{ cookies: { 'a b': 1 } }, ['cookies', 'a b'], 'not a cookie name'],
    [{ cookies: { a: 1 }, headers: { cookie: 'b=c' } }, ['cookies'], 'set twice'],
    [{ path: { id: 1 } }, ['path', 'id'], 'no placeholder {id}'],
    [{ query: { a: null } }, ['query', 'a'], 'is null'],
    [{ url: "{% 'https://a.example/' & $args.x %}" }, ['url'], 'compute their values under `path`'],
    [{ url: 'https://{shop}.example.com/' }, ['url'], 'variable of the Server document'],
    [{ url: 'https://a.example/?q={q}' }, ['url'], 'use `query`'],
    [{ headers: { a: 'Bearer {% $args.t %}' } }, ['headers', 'a'], 'must be the whole text'],
  ])('%j', async (target, path, message) => {
    expect(await check(target)).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  test('what `path` gives need not be an argument', async () => {
    const closed = { type: 'object', properties: {}, additionalProperties: false };

    expect(await check({ url: 'https://a.example/{x}', path: { x: "{% 'a' & 'b' %}" } }, closed)).toEqual([]);
    expect(await check({ url: 'https://a.example/{+x}' }, closed)).toMatchObject([{ path: ['url'] }]);
  });
});
