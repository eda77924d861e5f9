import type { IncomingMessage, RequestListener } from 'node:http';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import type { CallContext } from '../../../../lambda/targets/types.ts';
import { allParts, callContext, environment, resultOf, toolOf } from '../support.ts';
import { answering, startUpstream, type Upstream } from './upstream.ts';

const open: Upstream[] = [];
const start: typeof startUpstream = async (answer) => {
  const upstream = await startUpstream(answer);
  open.push(upstream);
  return upstream;
};
afterEach(() => Promise.all(open.splice(0).map((upstream) => upstream.close())));

/** Calls a tool for the texts of its result. */
async function call(url: string, target: JsonObject, args: JsonObject = {}, context: CallContext = callContext()) {
  const run = prepareHttp(toolOf({ type: 'http', url, ...target }), environment());
  const result = await resultOf(run, args, context);
  return { ...result, texts: result.content.map((block) => (block.type === 'text' ? block.text : '?')) };
}

/** An upstream whose pages, the first one first, are the given bodies; what it saw is kept. */
const answeringInTurn = (bodies: readonly (JsonObject | number)[], headers: readonly JsonObject[] = []) => {
  let page = 0;
  return start((_, response) => {
    const body = bodies[Math.min(page, bodies.length - 1)] ?? {};
    const extra = headers[page] ?? {};
    page += 1;
    if (typeof body === 'number') return void response.writeHead(body).end('{"message":"away"}');
    response.writeHead(200, { 'content-type': 'application/json', ...(extra as Record<string, string>) });
    response.end(JSON.stringify(body));
  });
};

const items = '{% $response.body.items %}';
const THREE = [
  { items: [1, 2], next: '/p?after=a' },
  { items: [3], next: '/p?after=b' },
  { items: [4], next: null },
];

describe('the URL of the next page in the body', () => {
  test.each([
    ['null', { items: [4], next: null }],
    ['an empty text', { items: [4], next: '' }],
    ['nothing', { items: [4] }],
    ['false', { items: [4], next: false }],
  ])('is followed until it is %s', async (_, last) => {
    const upstream = await answeringInTurn([...THREE.slice(0, 2), last]);

    const { texts } = await call(`${upstream.origin}/p`, {
      headers: { 'x-own': 'yes' },
      pagination: { type: 'link', link: '{% $response.body.next %}', items },
    });

    expect(texts).toEqual(['[1,2,3,4]']);
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/p', '/p?after=a', '/p?after=b']);
    expect(upstream.seen[2]?.headers['x-own']).toBe('yes');
  });

  test('may be absolute, with a key that needs quotes', async () => {
    const upstream = await start((request, response) => {
      const next = request.url === '/users' ? { '@odata.nextLink': `${upstream.origin}/users?$skiptoken=a%2BB` } : {};
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ value: [request.url], ...next }));
    });

    const { texts } = await call(`${upstream.origin}/users`, {
      pagination: {
        type: 'link',
        link: '{% $response.body.`@odata.nextLink` %}',
        items: '{% $response.body.value %}',
      },
    });

    expect(texts).toEqual(['["/users","/users?$skiptoken=a%2BB"]']);
  });

  test('at another origin is not requested, and the rows before it stay', async () => {
    const other = await start();
    const upstream = await answeringInTurn([{ items: [1], next: `${other.origin}/steal?k=hunter2` }]);
    const pagination = { type: 'link', link: '{% $response.body.next %}', items };

    const { texts, isError } = await call(upstream.origin, { pagination });

    expect(isError).toBeUndefined();
    expect(texts[0]).toBe('[1]');
    expect(texts[1]).toMatch(/^The result is incomplete: .*\/steal, which is neither its own origin nor/);
    expect(texts[1]).not.toContain('hunter2');
    expect(other.seen).toEqual([]);

    const listed = await call(upstream.origin, {
      pagination,
      redirects: [other.host],
      headers: { 'x-key': 'hunter2' },
    });
    expect(listed.texts[0]).toBe('[1]');
    expect(other.seen).toHaveLength(1);
    expect(other.seen[0]?.headers['x-key']).toBeUndefined();
  });

  test('that is not a URL, or not a text, ends the list with a note', async () => {
    const pagination = { type: 'link', link: '{% $response.body.next %}', items };
    const invalid = await answeringInTurn([{ items: [1], next: 'http://[' }]);
    expect((await call(invalid.origin, { pagination })).texts[1]).toMatch(/invalid URL/);
    const object = await answeringInTurn([{ items: [1], next: { href: '/p' } }]);
    expect((await call(object.origin, { pagination })).texts[1]).toMatch(/link to the next page is not a string/);
  });

  test('`pagination: link` follows the header', async () => {
    const upstream = await start((request, response) => {
      const link = request.url === '/' ? { link: '</2>; rel="next"' } : {};
      response.writeHead(200, { 'content-type': 'application/json', ...link }).end(`["${request.url}"]`);
    });
    expect((await call(upstream.origin, { pagination: 'link' })).texts).toEqual(['["/","/2"]']);
  });
});

describe('an offset', () => {
  test('grows by the step', async () => {
    const all = [0, 1, 2, 3, 4];
    const upstream = await start((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      const offset = Number(query.get('offset'));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(all.slice(offset, offset + Number(query.get('limit')))));
    });

    const { texts } = await call(upstream.origin, {
      query: { limit: 2 },
      pagination: { type: 'page', param: 'offset', start: 0, step: 2 },
    });

    expect(texts).toEqual(['[0,1,2,3,4]']);
    expect(upstream.seen.map(({ url }) => url)).toEqual([0, 2, 4, 6].map((n) => `/?limit=2&offset=${n}`));
  });
});

describe('a cursor', () => {
  const cursor = '{% $response.body.next %}';

  test('goes into an object of the body, which keeps its other members', async () => {
    const upstream = await answeringInTurn([
      { items: [1], next: 'c1' },
      { items: [2], next: null },
    ]);
    const body = { query: 'q', variables: { owner: 'a', first: 1 } };

    await call(upstream.origin, {
      ...{ method: 'POST', body },
      pagination: { type: 'cursor', in: 'body', param: 'variables.after', cursor, items },
    });

    expect(upstream.seen.map((seen) => JSON.parse(seen.body))).toEqual([
      body,
      { query: 'q', variables: { owner: 'a', first: 1, after: 'c1' } },
    ]);
  });

  test('goes into an object that the body does not have', async () => {
    const upstream = await answeringInTurn([
      { items: [1], next: 'c1' },
      { items: [2], next: null },
    ]);
    await call(upstream.origin, {
      ...{ method: 'POST', body: {} },
      pagination: { type: 'cursor', in: 'body', param: 'a.b.c', cursor, items },
    });
    expect(upstream.seen[1]?.body).toBe('{"a":{"b":{"c":"c1"}}}');
  });

  test('that is a list goes into the body as a list, with all digits', async () => {
    const upstream = await start((_, response) => {
      const hits = upstream.seen.length < 3 ? [{ sort: [0, 'id'], n: upstream.seen.length }] : [];
      const text = JSON.stringify({ hits }).replace('[0,', '[9007199254740993,');
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(upstream.seen.length === 2 ? text.replace('3,', '5,') : text);
    });

    const { texts } = await call(upstream.origin, {
      ...{ method: 'POST', body: { size: 1 } },
      pagination: {
        ...{ type: 'cursor', in: 'body', param: 'search_after' },
        cursor: '{% $response.body.hits[-1].sort %}',
        items: '{% $response.body.hits.n %}',
      },
    });

    expect(texts).toEqual(['[1,2]']);
    expect(upstream.seen.map(({ body }) => body)).toEqual([
      '{"size":1}',
      '{"size":1,"search_after":[9007199254740993,"id"]}',
      '{"size":1,"search_after":[9007199254740995,"id"]}',
    ]);
  });

  test('that is a list cannot go into a query', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: ['a'] }]);
    const { texts } = await call(upstream.origin, { pagination: { type: 'cursor', cursor, items } });
    expect(texts).toEqual(['[1]', expect.stringContaining('neither a string nor a number')]);
  });

  test('goes into a header, and cannot break out of it', async () => {
    const continued = await answeringInTurn([{ items: [1] }, { items: [2] }], [{ 'x-ms-continuation': 'tok' }]);
    const inHeader = {
      ...{ type: 'cursor', in: 'header', param: 'X-MS-Continuation', items },
      cursor: '{% $response.headers.`x-ms-continuation` %}',
    };
    expect((await call(continued.origin, { pagination: inHeader })).texts).toEqual(['[1,2]']);
    expect(continued.seen[0]?.headers['x-ms-continuation']).toBeUndefined();
    expect(continued.seen[1]?.headers['x-ms-continuation']).toBe('tok');

    const hostile = await answeringInTurn([{ items: [1], next: 'a\r\nx-evil: 1' }]);
    const { texts } = await call(hostile.origin, { pagination: { ...inHeader, cursor } });
    expect(texts).toEqual(['[1]', expect.stringContaining('a line break or another forbidden character')]);
    expect(hostile.seen).toHaveLength(1);
  });

  test('goes into a form', async () => {
    const upstream = await answeringInTurn([
      { items: [1], next: 'a&b=c' },
      { items: [2], next: '' },
    ]);
    await call(upstream.origin, {
      ...{ method: 'POST', form: { word: 'x' } },
      pagination: { type: 'cursor', in: 'form', cursor, items },
    });
    expect(upstream.seen.map(({ body }) => body)).toEqual(['word=x', 'word=x&cursor=a%26b%3Dc']);
  });

  test('of the first page may be an argument', async () => {
    const upstream = await answeringInTurn([
      { items: [1], next: 'c2' },
      { items: [2], next: null },
    ]);
    const target = {
      query: { after: '{% $args.after %}' },
      pagination: { type: 'cursor', param: 'after', cursor, items },
    };
    await call(upstream.origin, target, { after: 'c1' });
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/?after=c1', '/?after=c2']);
  });
});

describe('`type: next`', () => {
  const cursor = '{% $response.body.next %}';

  test('sets any part of the request from the answer and the arguments', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: 'n1' }, { items: [2] }]);

    const { texts } = await call(
      `${upstream.origin}/?fixed=1`,
      {
        ...{ method: 'POST', body: { list: { size: 2 }, tags: ['a'] }, query: { own: 'q' } },
        pagination: {
          ...{ type: 'next', items },
          next: {
            query: { after: cursor, word: '{% $args.word %}' },
            headers: { 'X-After': cursor },
            body: { list: { from: cursor }, tags: ['b'] },
          },
        },
      },
      { word: 'w' },
    );

    // the argument alone leads to no third page
    expect(texts).toEqual(['[1,2]']);
    expect(upstream.seen[1]).toMatchObject({ url: '/?fixed=1&own=q&after=n1&word=w', headers: { 'x-after': 'n1' } });
    expect(JSON.parse(upstream.seen[1]?.body ?? '')).toEqual({ list: { size: 2, from: 'n1' }, tags: ['b'] });
  });

  test.each([[null], [''], [[]]])('ends where every expression gives %j', async (next) => {
    const upstream = await answeringInTurn([
      { items: [1], next: 'n1' },
      { items: [2], next },
    ]);
    const body = { mode: 'scroll', variables: { after: cursor } };
    const { texts } = await call(upstream.origin, {
      ...{ method: 'POST', body: {} },
      pagination: { type: 'next', items, next: { body } },
    });
    expect(texts).toEqual(['[1,2]']);
    expect(upstream.seen[1]?.body).toBe('{"mode":"scroll","variables":{"after":"n1"}}');
  });

  test('follows a URL with a new body', async () => {
    const upstream = await answeringInTurn([
      { items: [1], next: '/scroll', id: 'S' },
      { items: [2], next: null },
    ]);
    await call(`${upstream.origin}/search`, {
      ...{ method: 'POST', body: { size: 1 } },
      pagination: { type: 'next', items, next: { url: cursor, body: { scroll_id: '{% $response.body.id %}' } } },
    });
    expect(upstream.seen[1]).toMatchObject({ url: '/scroll', body: '{"size":1,"scroll_id":"S"}' });
  });

  test('ends without a URL, whatever else the answer has', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: null, id: 'S' }]);

    const { texts } = await call(upstream.origin, {
      ...{ method: 'POST', body: {} },
      pagination: { type: 'next', items, next: { url: cursor, body: { id: '{% $response.body.id %}' } } },
    });

    expect(texts).toEqual(['[1]']);
    expect(upstream.seen).toHaveLength(1);
  });

  test('takes all members of a place from one expression', async () => {
    const upstream = await answeringInTurn([
      { items: [1], next: { offset: 2, 'a b': 'c' } },
      { items: [2], next: {} },
    ]);

    const { texts } = await call(`${upstream.origin}/`, {
      query: { list: 'search' },
      pagination: { type: 'next', items, next: { query: cursor } },
    });

    expect(texts).toEqual(['[1,2]']);
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/?list=search', '/?list=search&offset=2&a%20b=c']);
  });

  test('says which expression gives no object', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: 'n1' }]);

    const { texts } = await call(upstream.origin, { pagination: { type: 'next', items, next: { query: cursor } } });

    expect(texts[1]).toMatch(/expression `pagination.next.query` must give an object/);
  });

  test('lets no answer set a header of the connection', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: { 'Content-Length': '3' } }]);

    const { texts } = await call(upstream.origin, { pagination: { type: 'next', items, next: { headers: cursor } } });

    expect(texts[1]).toMatch(/The header "Content-Length" is set by the connection itself/);
    expect(upstream.seen).toHaveLength(1);
  });

  test('removes what the next page must not have', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: 'n1' }, { items: [2] }]);

    await call(`${upstream.origin}/`, {
      ...{ method: 'POST', body: { path: 'a', list: { size: 2, from: 0 } }, query: { q: 1, r: 2 } },
      headers: { 'X-First': 'yes', 'X-Own': 'o' },
      pagination: {
        ...{ type: 'next', items },
        next: {
          query: { q: null },
          headers: { 'x-first': null },
          body: { c: cursor, path: null, list: { from: null } },
        },
      },
    });

    expect(upstream.seen[1]).toMatchObject({ url: '/?r=2', headers: { 'x-own': 'o' } });
    expect(upstream.seen[1]?.headers).not.toHaveProperty('x-first');
    expect(JSON.parse(upstream.seen[1]?.body ?? '')).toEqual({ c: 'n1', list: { size: 2 } });
  });
});

describe('a next page that leads back', () => {
  const looping: readonly [string, JsonObject][] = [
    ['link', { type: 'link', link: '{% $response.body.next %}' }],
    ['cursor', { type: 'cursor', cursor: '{% $response.body.cursor %}' }],
    ['next', { type: 'next', next: { query: { c: '{% $response.body.cursor %}' } } }],
  ];

  test.each(looping)('by %s ends the list', async (_, pagination) => {
    const upstream = await answeringInTurn([
      { items: [1], next: '/a', cursor: 'a' },
      { items: [2], next: '/b', cursor: 'b' },
      { items: [3], next: '/a', cursor: 'a' },
    ]);

    const { texts } = await call(upstream.origin, { pagination: { ...pagination, items } });

    expect(texts).toEqual(['[1,2,3]', expect.stringMatching(/incomplete: .*leads back to the same page, or/)]);
    expect(upstream.seen).toHaveLength(3);
  });

  const LAST = { items: [], next: '/b', cursor: 'b' };

  test.each(looping)('by %s to a page without items, from this page, is the end of a complete list', async (_, way) => {
    const upstream = await answeringInTurn([
      { items: [1], next: '/a', cursor: 'a' },
      { items: [], next: '/b', cursor: 'b' }, // an empty page may have a next one
      { items: [2], next: '/b', cursor: 'b' },
    ]);
    const ending = await answeringInTurn([{ items: [1], next: '/b', cursor: 'b' }, LAST]);
    const pagination = { ...way, items };

    const [going, ended, most] = [
      await call(upstream.origin, { pagination }),
      await call(ending.origin, { pagination }),
      await call((await answeringInTurn([LAST])).origin, { pagination: { ...pagination, maxPages: 2 } }),
    ];

    expect(going.texts).toEqual(['[1,2]', expect.stringContaining('leads back to the same page')]);
    expect(ended.texts).toEqual(['[1]']);
    expect(ending.seen).toHaveLength(2);
    expect(most.texts).toEqual(['[]']);
  });
});

describe('a later page that fails', () => {
  const cut: readonly [string, readonly (JsonObject | number)[], RegExp][] = [
    [
      'with a status',
      [...THREE.slice(0, 2), 400],
      /^The result is incomplete: Page 3 failed: .* 400 Bad Request: away$/,
    ],
    ['in its expression', [...THREE.slice(0, 1), { items: 'x', next: 1 }], /link to the next page is not a string/],
  ];

  test.each(cut)('%s leaves the rows before it', async (_, bodies, note) => {
    const upstream = await answeringInTurn(bodies);
    const pagination = { type: 'link', link: '{% $response.body.next %}', items };

    const { texts, isError } = await call(upstream.origin, { pagination });

    expect(isError).toBeUndefined();
    expect(texts[0]).toMatch(/^\[1,2,/);
    expect(texts[1]).toMatch(note);
  });

  test('tells `result` what failed and how to continue, and clients of partial results have the rows already', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: 'a' }, 404]);
    const target = {
      stream: 'pages',
      pagination: { type: 'cursor', cursor: '{% $response.body.next %}', items },
      result:
        '{% { "rows": [$response.body], "more": $response.more, "next": $response.next, "why": $response.failure } %}',
    };

    const parts = await allParts(
      prepareHttp(toolOf({ type: 'http', url: upstream.origin, ...target }), environment())({}, callContext()),
    );

    expect(parts).toHaveLength(2);
    expect(parts[0]).toMatchObject({ type: 'partial', content: [{ text: '[1]' }] });
    const [, last] = parts;
    const [json] = last?.type === 'result' ? last.result.content : [];
    expect(JSON.parse(json?.type === 'text' ? json.text : '')).toEqual({
      ...{ rows: [1], more: true, next: { query: { cursor: 'a' } } },
      why: expect.stringMatching(/^Page 2 failed: .* 404/),
    });
  });

  test('at the deadline leaves the rows before it', async () => {
    const upstream = await start((request, response) => {
      if (request.url !== '/') return;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[1],"next":"/2"}');
    });
    const pagination = { type: 'link', link: '{% $response.body.next %}', items };
    const { texts } = await call(upstream.origin, { pagination }, {}, callContext({ timeoutMs: 400 }));
    expect(texts).toEqual(['[1]', expect.stringMatching(/incomplete: .* took too long/)]);
  });

  test('before any row is an error', async () => {
    const upstream = await answeringInTurn([{ items: [], next: 'a' }, 500]);
    const pagination = { type: 'cursor', cursor: '{% $response.body.next %}', items };
    await expect(call(upstream.origin, { pagination })).rejects.toThrow(/^Page 2 failed: .* 500/);
  });
});

describe('rows of pages', () => {
  const inTurn: RequestListener = (request: IncomingMessage, response) => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(page > 3 ? [] : [page * 10, page * 10 + 1, page * 10 + 2]));
  };

  test('end with `maxRows`, and nothing more is requested', async () => {
    const upstream = await start(inTurn);
    const { texts } = await call(upstream.origin, { pagination: { type: 'page' }, maxRows: 4 });
    expect(texts).toEqual(['[10,11,12,20]', 'There are more rows: the tool stopped after 4 rows.']);
    expect(upstream.seen).toHaveLength(2);
  });

  test('end with `until`, whose row is the last', async () => {
    const upstream = await start(inTurn);
    const { texts } = await call(
      upstream.origin,
      {
        pagination: { type: 'page' },
        until: '{% $row >= $args.last %}',
      },
      { last: 21 },
    );
    expect(texts).toEqual(['[10,11,12,20,21]']);
    expect(upstream.seen).toHaveLength(2);
  });

  test('continue where an earlier call ended, within a page too', async () => {
    const upstream = await start(inTurn);
    const target = {
      pagination: { type: 'page', resume: '{% $args.cursor %}' },
      maxRows: '{% $args.limit %}',
      result: '{% { "rows": [$response.body], "next": $response.next } %}',
    };
    const rows: unknown[] = [];
    let cursor: unknown;
    for (let calls = 0; calls < 9 && (calls === 0 || cursor !== undefined); calls += 1) {
      const { texts } = await call(upstream.origin, target, {
        cursor: (cursor ?? null) as JsonObject | null,
        limit: 2,
      });
      const value = JSON.parse(texts[0] ?? '');
      rows.push(value.rows);
      cursor = value.next;
    }
    expect(rows).toEqual([[10, 11], [12, 20], [21, 22], [30, 31], [32]]);
  });

  test('have all rows of `maxRows`, whatever is wrong with the link to the next page', async () => {
    const upstream = await start(answering(200, 'application/json', '{"items":[1,2],"next":5}'));
    const pagination = { type: 'link', items: '{% $response.body.items %}', link: '{% $response.body.next %}' };

    const { texts } = await call(upstream.origin, { pagination, maxRows: 2 });

    expect(texts).toEqual(['[1,2]', 'The result is incomplete: The link to the next page is not a string.']);
  });

  test('end where `pagination.until` is neither true nor false, with a note that names the value', async () => {
    const upstream = await answeringInTurn([{ items: [1], last: 'no' }]);
    const pagination = { type: 'page', until: '{% $response.body.last %}', items };

    const { texts } = await call(upstream.origin, { pagination });

    expect(texts[0]).toBe('[1]');
    expect(texts[1]).toMatch(
      /^The result is incomplete: The tool's `pagination\.until` must be true or false, and its expression gave the string "no": compare/,
    );
  });

  test.each([{ items: [1] }, { items: [1], last: null }, { items: [1], last: false }])(
    'go on after %j where `pagination.until` looks for `last`',
    async (first) => {
      const upstream = await answeringInTurn([first, { items: [2], last: true }]);
      const pagination = { type: 'page', until: '{% $response.body.last %}', items };
      expect((await call(upstream.origin, { pagination })).texts).toEqual(['[1,2]']);
    },
  );

  test('`maxRows` of a wrong value sends nothing', async () => {
    const upstream = await start(inTurn);
    const target = { pagination: { type: 'page' }, maxRows: '{% $args.limit %}' };
    for (const limit of [0, -1, 1.5, '3', 1e9]) {
      await expect(call(upstream.origin, target, { limit })).rejects.toThrow('must be a whole number from 1 to');
    }
    expect(upstream.seen).toEqual([]);
  });
});

describe('a page that an agent names', () => {
  const target = {
    ...{ method: 'POST', body: { filter: { owner: 'me' }, size: 1 } },
    pagination: {
      ...{ type: 'next', items, maxPages: 1, resume: '{% $args.cursor %}' },
      next: {
        query: { after: '{% $response.body.next %}' },
        headers: { 'X-After': '{% $response.body.next %}' },
        body: { variables: { after: '{% $response.body.next %}', mode: 'fast' } },
      },
    },
  };

  test.each<[JsonObject | string]>([
    [{ query: { after: 'b' } }],
    ['{"query":{"after":"b"}}'],
    [{ query: { after: 'b' }, headers: { 'X-After': 'b' }, body: { variables: { after: ['b', 1], mode: 'fast' } } }],
  ])('%j is where the call begins', async (cursor) => {
    const upstream = await answeringInTurn([{ items: [3] }]);
    const { texts } = await call(upstream.origin, target, { cursor });
    expect(texts).toEqual(['[3]']);
    expect(upstream.seen[0]?.url).toBe('/?after=b');
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ filter: { owner: 'me' }, size: 1 });
  });

  test.each<[JsonObject | string | number]>([
    [{ url: 'http://127.0.0.1:1/' }],
    [{ url: '/other' }],
    [{ path: '/other' }],
    [{ query: { after: 'b', admin: '1' } }],
    [{ query: { after: { $gt: '' } } }],
    [{ query: 'after=b' }],
    [{ headers: { 'X-After': 'b', authorization: 'mine' } }],
    [{ headers: { 'x-after': 'b' } }],
    [{ body: { filter: { owner: 'you' } } }],
    [{ body: { size: 1000 } }],
    [{ body: { variables: { after: { $ne: 1 } } } }],
    [{ body: { variables: { mode: 'slow' } } }],
    [{ query: { after: 'b' }, skip: -1 }],
    [{ query: { after: 'b' }, skip: 1e9 }],
    [{ query: { after: 'b' }, skip: '1' }],
    [{}],
    ['after=b'],
    [7],
  ])('%j is refused before anything is sent', async (cursor) => {
    const upstream = await start();
    await expect(call(upstream.origin, target, { cursor })).rejects.toThrow(
      'is not a value that an earlier result of this tool gave',
    );
    expect(upstream.seen).toEqual([]);
  });

  test('cannot break out of a header', async () => {
    const upstream = await start();
    const cursor = { headers: { 'X-After': 'b\r\nauthorization: mine' } };
    await expect(call(upstream.origin, target, { cursor })).rejects.toThrow('forbidden character');
    expect(upstream.seen).toEqual([]);
  });

  test('is in the note for the agent, with the argument that takes it', async () => {
    const upstream = await answeringInTurn([{ items: [1], next: 'n1' }]);
    const { texts } = await call(upstream.origin, {
      pagination: {
        type: 'cursor',
        cursor: '{% $response.body.next %}',
        items,
        maxPages: 1,
        resume: '{% $args.from %}',
      },
    });
    expect(texts[1]).toBe(
      'There are more pages: the tool stopped after 1 page. To continue, call again with the argument from: {"query":{"cursor":"n1"}}',
    );
  });
});
