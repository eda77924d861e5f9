import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import type { TargetEnvironment } from '../../../../lambda/targets/types.ts';
import { retryAfterMs, withRetries } from '../../../../lambda/targets/upstream/retry.ts';
import { CallTime } from '../../../../lambda/targets/upstream/time.ts';
import { callContext, environment, partsOf, resultOf, toolOf } from '../support.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const open: Upstream[] = [];
const start: typeof startUpstream = async (answer) => {
  const upstream = await startUpstream(answer);
  open.push(upstream);
  return upstream;
};
afterEach(() => Promise.all(open.splice(0).map((upstream) => upstream.close())));

async function call(
  url: string,
  target: JsonObject = {},
  stage: TargetEnvironment = environment(),
  context = callContext(),
) {
  const result = await resultOf(prepareHttp(toolOf({ type: 'http', url, ...target }), stage), {}, context);
  const [block] = result.content;
  return { ...result, text: block?.type === 'text' ? block.text : '' };
}

describe('http retries', () => {
  test('a busy answer and a broken connection are tried again where that does no harm', async () => {
    let tried = 0;
    const upstream = await start((request, response) => {
      tried += 1;
      if (tried === 1) return void request.socket.destroy();
      if (tried === 2) return void response.writeHead(503).end();
      response.end('"ok"');
    });
    expect((await call(upstream.origin)).text).toBe('"ok"');
    expect(tried).toBe(3);
  });

  test.each<[JsonObject, number, JsonObject, number]>([
    [{}, 500, {}, 1],
    [{ retries: 0 }, 503, {}, 1],
    [{ retries: 3 }, 502, {}, 4],
    [{ method: 'POST' }, 503, {}, 1],
    [{ method: 'POST' }, 503, { 'retry-after': '0' }, 3],
    [{ method: 'POST' }, 502, { 'retry-after': '0' }, 1],
    [{ method: 'PATCH' }, 429, { 'retry-after': '0' }, 3],
    [{}, 429, { 'retry-after': '3600' }, 1], // beyond the deadline
  ])('%j, answered %i with %j, is tried %i times', async (target, status, headers, times) => {
    const upstream = await start((_, response) => response.writeHead(status, headers as Record<string, string>).end());
    expect((await call(upstream.origin, target)).isError).toBe(true);
    expect(upstream.seen).toHaveLength(times);
  });

  test('waits twice as long each time, at random, and as long as the upstream asks', async () => {
    const waits: number[] = [];
    const pace = { now: () => 0, random: () => 0.5, pause: async (ms: number) => void waits.push(ms) };
    const answers = [{}, {}, { 'retry-after': '7' }, {}].map((headers) => ({ status: 503, headers }));
    const time = new CallTime(60_000, pace.now);
    const attempt = async () => answers.shift() ?? { status: 200, headers: {} };
    const rules = { method: 'GET', retries: 5 };
    expect(await withRetries(attempt, () => {}, rules, time, pace)).toMatchObject({ status: 200 });
    expect(waits).toEqual([50, 100, 7_050, 400]);
  });

  test('Retry-After is seconds or a date', () => {
    expect(retryAfterMs('3', 0)).toBe(3_000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:09 GMT', 4_000)).toBe(5_000);
    expect(retryAfterMs('soon', 0)).toBeUndefined();
  });
});

describe('http redirects', () => {
  test('are followed within the origin, by the rules of Fetch', async () => {
    const upstream = await start((request, response) => {
      if (request.url === '/end') return void response.end(`"${request.method}"`);
      response.writeHead(Number(request.url?.slice(1)), { location: '/end' }).end();
    });
    const post = (status: number) => call(`${upstream.origin}/${status}`, { method: 'POST', body: { a: 1 } });
    expect((await post(303)).text).toBe('"GET"');
    expect(upstream.seen.at(-1)).toMatchObject({ body: '' });
    expect((await post(302)).text).toBe('"GET"');
    expect((await post(307)).text).toBe('"POST"');
    expect(upstream.seen.at(-1)).toMatchObject({ body: '{"a":1}' });
  });

  test('to another origin need its host in the list, and carry no header that may be a credential', async () => {
    const other = await start((_, response) => response.end('"there"'));
    const upstream = await start((_, response) =>
      response.writeHead(302, { location: `${other.origin}/x?t=hunter2` }).end(),
    );
    const refused = await call(upstream.origin, { headers: { 'x-token': 'hunter2' } });
    expect(refused).toMatchObject({
      isError: true,
      text: expect.stringContaining(`redirected to ${other.origin}/x, which`),
    });
    expect(refused.text).not.toContain('hunter2');
    expect((await call(upstream.origin, { headers: { 'x-token': 'a' }, redirects: [other.host] })).text).toBe(
      '"there"',
    );
    expect(other.seen[0]?.headers).not.toHaveProperty('x-token');
  });

  test('to the metadata service are refused by the address guard even when the tool lists it', async () => {
    const upstream = await start((_, r) => r.writeHead(302, { location: 'http://169.254.169.254/latest' }).end());
    await expect(call(upstream.origin, { redirects: ['169.254.169.254'] })).rejects.toThrow(
      'may not call 169.254.169.254',
    );
  });

  test('end after five', async () => {
    const upstream = await start((_, response) => response.writeHead(302, { location: '/' }).end());
    await expect(call(upstream.origin)).rejects.toThrow('redirected more than 5 times');
    expect(upstream.seen).toHaveLength(6);
  });

  test('and retries meet the guard again: a name that leads elsewhere on its second look-up is refused', async () => {
    const upstream = await start((request, response) => {
      response.writeHead(302, { location: '/again', connection: 'close' }).end();
      request.socket.end();
    });
    const addresses = ['127.0.0.1', '127.0.0.2'];
    const stage = environment({
      allowedNetworks: ['127.0.0.1/32'],
      resolveHost: async () => [{ address: addresses.shift() ?? '', family: 4 }],
    });
    await expect(call(upstream.origin.replace('127.0.0.1', 'rebinding.example'), {}, stage)).rejects.toThrow(
      'may not call rebinding.example',
    );
    expect(upstream.seen).toHaveLength(1);
  });
});

describe('http bodies', () => {
  test.each<[JsonObject, string, string]>([
    [{ form: { a: 'x y', b: [1, 2] } }, 'application/x-www-form-urlencoded', 'a=x%20y&b=1&b=2'],
    [{ text: '{% "n=" & 2 %}' }, 'text/plain; charset=utf-8', 'n=2'],
    [{ text: 'a,b', contentType: 'text/csv' }, 'text/csv', 'a,b'],
    [{ binary: 'aGVsbG8=' }, 'application/octet-stream', 'hello'],
  ])('%j', async (target, type, body) => {
    const upstream = await start();
    await call(upstream.origin, { method: 'POST', ...target });
    expect(upstream.seen[0]).toMatchObject({ body, headers: { 'content-type': type } });
  });

  test('binary that is not base64 is refused', async () => {
    await expect(call('http://127.0.0.1:1', { method: 'POST', binary: 'no!' })).rejects.toThrow('must be base64');
  });
});

describe('http pages', () => {
  /** Three pages of two items; the next one is named in every way at once. */
  const pages = () =>
    start((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      const page = Number(query.get('page') ?? query.get('cursor') ?? 1);
      if (page === 3 && query.has('fail')) return void response.writeHead(400).end('{"message":"no page 3"}');
      const link = page < 3 ? { link: `</p?cursor=${page + 1}>; rel="next"` } : {};
      response.writeHead(200, { 'content-type': 'application/json', ...link });
      response.end(
        JSON.stringify({ items: page > 3 ? [] : [page * 10, page * 10 + 1], next: page < 3 ? page + 1 : null }),
      );
    });
  const items = '{% $response.body.items %}';

  test.each<[string, JsonObject, number]>([
    ['links', { type: 'link' }, 3],
    ['cursors', { type: 'cursor', cursor: '{% $response.body.next %}' }, 3],
    ['page numbers', { type: 'page' }, 4],
    ['page numbers with an end', { type: 'page', until: '{% $response.body.next = null %}' }, 3],
  ])('by %s', async (_, pagination, requests) => {
    const upstream = await pages();
    const target = { pagination: { ...pagination, items } };
    expect((await call(upstream.origin, target)).text).toBe('[10,11,20,21,30,31]');
    expect(upstream.seen).toHaveLength(requests);
    const run = prepareHttp(toolOf({ type: 'http', url: upstream.origin, stream: 'pages', ...target }), environment());
    const texts: unknown[] = [];
    for await (const part of partsOf(run({}, callContext())))
      if (part.type === 'partial') texts.push(part.content[0], part.rows);
    expect(texts.slice(0, 4)).toEqual([{ type: 'text', text: '[10,11]' }, 2, { type: 'text', text: '[20,21]' }, 2]);
  });

  test('leave while the next one is being fetched', async () => {
    const upstream = await pages();
    const pagination = { type: 'link', items };
    const run = prepareHttp(toolOf({ type: 'http', url: upstream.origin, stream: 'pages', pagination }), environment());
    const parts = partsOf(run({}, callContext()));
    await parts.next();
    await new Promise((later) => setTimeout(later, 50));
    expect(upstream.seen).toHaveLength(2);
    await parts.return(undefined);
  });

  test('are bounded, and say that there is more', async () => {
    const upstream = await pages();
    const { content } = await call(upstream.origin, { pagination: { type: 'link', items, maxPages: 2 } });
    expect(content).toMatchObject([
      { text: '[10,11,20,21]' },
      { text: 'There are more pages: the tool stopped after 2 pages.' },
    ]);
  });

  test('that fail leave the rows before them; a link elsewhere is refused; a cursor that stands still ends', async () => {
    const upstream = await pages();
    const failed = await call(`${upstream.origin}/?fail=1`, { pagination: { type: 'page', items } });
    expect(failed.content).toMatchObject([
      { text: '[10,11,20,21]' },
      { text: expect.stringMatching(/^The result is incomplete: Page 3 failed: .*no page 3$/) },
    ]);
    const away = await start((_, r) =>
      r.writeHead(200, { link: '<http://other.example/?k=hunter2>; rel=next' }).end('[1]'),
    );
    const refused = await call(away.origin, { pagination: { type: 'link' }, result: 1 });
    expect(refused.content).toMatchObject([
      { text: '1' },
      { text: expect.stringMatching(/next page at http:\/\/other.example\/, which/) },
    ]);
    const still = await call(upstream.origin, { pagination: { type: 'cursor', cursor: '2', items } });
    expect(still.content).toMatchObject([
      { text: '[10,11,20,21]' },
      { text: expect.stringContaining('back to the same page') },
    ]);
  });
});
