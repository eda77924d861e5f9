import { request as httpRequest } from 'node:http';
import { type AccessLogEntry, type LocalStack, startLocalStack } from '../../local/index.ts';
import { writeAssembly } from './support/assembly.ts';
import { scratch } from './support/scratch.ts';

/** Responds as the first path segment below `/direct/` specifies. */
const DIRECT = `
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  export const handler = async (event) => {
    const what = event.path.split('/')[2];
    if (what === 'event') return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ event, url: process.env.PUBLIC_URL }) };
    if (what === 'challenge') return { statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: '' };
    if (what === 'base64') return { statusCode: 200, headers: {}, body: 'aGk=', isBase64Encoded: true };
    if (what === 'big') return { statusCode: 200, headers: {}, body: 'x'.repeat(1024 * 1024) };
    if (what === 'malformed') return { body: 'no status' };
    if (what === 'header') return { statusCode: 200, headers: { a: 'two\\nlines' }, body: '' };
    if (what === 'text') return 'just text';
    if (what === 'throw') throw new Error('no');
    if (what === 'slow') { await sleep(500); return { statusCode: 200, headers: {}, body: 'slow' }; }
    if (what === 'slower') { await sleep(1_600); return { statusCode: 200, headers: {}, body: 'slower' }; }
    if (what === 'hang') await sleep(60_000);
    return { statusCode: 200, headers: { 'content-length': '5' }, body: 'hello' };
  };`;

/** The same for `/stream/`, streamed. */
const STREAM = `
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const from = awslambda.HttpResponseStream.from;
  let done = [];
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const what = event.path.split('/')[2];
    if (what === 'throw') throw new Error('no');
    if (what === 'empty') { from(stream, { statusCode: 204 }).end(); return; }
    if (what === 'raw') { stream.write('x'.repeat(20_000)); stream.end(); return; }
    if (what === 'fat') { const out = from(stream, { statusCode: 200, headers: { pad: 'x'.repeat(17_000) } }); out.write('x'); out.end(); return; }
    if (what === 'header') { const out = from(stream, { statusCode: 200, headers: { 'a b': 'c' } }); out.write('x'); out.end(); return; }
    if (what === 'silent') { await sleep(1_900); }
    const headers = { 'content-type': 'application/json', 'WWW-Authenticate': 'Bearer' };
    const out = from(stream, { statusCode: 200, headers, cookies: ['a=1', 'b=2'] });
    out.write('');
    if (what === 'event') out.write(JSON.stringify(event));
    if (what === 'done') out.write(JSON.stringify(done));
    if (what === 'slow') { for (const n of [1, 2, 3, 4, 5]) { out.write(String(n)); await sleep(80); } done.push('slow'); }
    if (what === 'pause') { out.write('1'); await sleep(1_500); }
    if (what === 'alive') for (let n = 0; n < 12; n += 1) { await sleep(100); out.write(': still here\\n\\n'); }
    if (what === 'late') { out.write('some'); await sleep(30); throw new Error('late'); }
    if (what === 'crash') { out.write('some'); await sleep(30); process.exit(1); }
    out.end();
  });`;

const directory = scratch();
const entries: AccessLogEntry[] = [];
const lines: string[] = [];
let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack({
    port: 0,
    assembly: writeAssembly(directory, {
      direct: DIRECT,
      stream: STREAM,
      change(resources) {
        // Longer than any of its streams: a busy machine makes more than two seconds of one.
        const { Properties = {} } = resources.FunctionsStreamFunction01234567 ?? {};
        Properties.Timeout = 5;
      },
    }),
    catalog: [],
    stateDirectory: directory.inside('state'),
    log: (line) => lines.push(line),
    onAccess: (entry) => entries.push(entry),
  });
});

afterAll(async () => {
  await stack.stop();
  directory.remove();
});

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const post = (path: string, body = '{}', headers: Record<string, string> = {}) =>
  fetch(`${stack.endpoint}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('the load balancer', () => {
  test('sends the fixed response of a rule, and that of the default rule for the rest', async () => {
    const [fixed, rest] = await Promise.all([post('/fixed'), post('/other')]);

    expect([fixed.status, await fixed.text()]).toEqual([405, 'no']);
    expect([rest.status, await rest.text()]).toEqual([404, 'nothing']);
  });

  test('responds with 500 when the result of a transform is not a URL', async () => {
    expect((await post('/broken')).status).toBe(500);
  });

  test('logs each request', async () => {
    await (await post('/direct/hello?x=1')).text();
    await until(() => entries.some(({ path }) => path === '/direct/hello?x=1'));

    const entry = entries.find(({ path }) => path === '/direct/hello?x=1');
    expect(entry).toMatchObject({ method: 'POST', rule: 20, target: 'lambda', function: 'direct', status: 200 });
    expect(entry?.bytes).toBeGreaterThan(5);
  });
});

describe('a client that disconnects', () => {
  /** Sends part of the announced body, or waits for a response, and disconnects. */
  const leave = (path: string, body: string, length: number) =>
    new Promise<void>((resolve) => {
      const request = httpRequest(`${stack.endpoint}${path}`, {
        method: 'POST',
        headers: { 'content-length': length },
      });
      // An error, unless the response had begun.
      request.on('error', () => {});
      request.on('close', resolve);
      request.write(body, () => setTimeout(() => request.destroy(), 50));
    });

  test.each(['/direct/left', '/stream/left'])(
    'in the middle of its request is in the log as 460 (%s)',
    async (path) => {
      await leave(path, '{', 10);
      await until(() => entries.some((entry) => entry.path === path));

      expect(entries.find((entry) => entry.path === path)?.status).toBe(460);
    },
  );

  test.each(['/direct/slow?left', '/stream/pause?left'])(
    'before the response is logged with 460 or dropped (%s)',
    async (path) => {
      await leave(path, '{}', 2);
      await until(() => entries.some((entry) => entry.path === path));

      expect(entries.find((entry) => entry.path === path)?.status).toBe(200);
    },
  );
});

test('rejects headers of more than 64 KB', async () => {
  expect((await post('/direct/hello', '{}', { pad: 'x'.repeat(70_000) })).status).toBe(400);
});

describe('a Lambda target', () => {
  test('receives the request, the headers of the load balancer, and the public URL', async () => {
    const response = await post('/direct/event?a=%20', '{"b":1}', {
      'X-Some': 'v',
      x_bad: 'dropped',
      'x-forwarded-for': '1.2.3.4',
    });

    const { event, url } = (await response.json()) as { event: Record<string, Record<string, string>>; url: string };
    expect(url).toBe(stack.endpoint);
    expect(event).toMatchObject({
      httpMethod: 'POST',
      path: '/direct/event',
      queryStringParameters: { a: '%20' },
      body: '{"b":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).toMatchObject({
      'x-some': 'v',
      'x-forwarded-for': '1.2.3.4, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': new URL(stack.endpoint).port,
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    });
    expect(event.headers).not.toHaveProperty('x_bad');
  });

  test('can send a challenge, and bytes', async () => {
    const challenge = await post('/direct/challenge');

    expect([challenge.status, challenge.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await (await post('/direct/base64')).text()).toBe('hi');
  });

  test('responds to HEAD without a body', async () => {
    const response = await fetch(`${stack.endpoint}/direct/hello`, { method: 'HEAD' });

    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '5', '']);
  });

  test.each([
    ['malformed', 502],
    ['text', 502],
    ['header', 502],
    ['throw', 502],
    ['hang', 502],
    ['big', 502],
  ])('%s: %d', async (what, status) => {
    const response = await post(`/direct/${what}`);

    expect(response.status).toBe(status);
    expect(response.headers.get('server')).toBe('awselb/2.0');
  });

  test('accepts at most 1 MB', async () => {
    expect((await post('/direct/hello', 'x'.repeat(1024 * 1024))).status).toBe(200);
    expect((await post('/direct/hello', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  test('waits a second for one of its processes, and then responds with 502', async () => {
    const statuses = async (path: string) =>
      (await Promise.all([1, 2, 3].map(async () => (await post(path)).status))).toSorted();

    expect(await statuses('/direct/slow')).toEqual([200, 200, 200]);
    expect(await statuses('/direct/slower')).toEqual([200, 200, 502]);
  });

  test('a client that disconnects while its call waits frees its place, and the call never runs', async () => {
    const busy = [post('/direct/slow'), post('/direct/slow')];
    await new Promise((resolve) => setTimeout(resolve, 100));
    const left = httpRequest(`${stack.endpoint}/direct/hello?queued`, { method: 'POST' }).on('error', () => undefined);
    left.end('{}');
    await new Promise((resolve) => setTimeout(resolve, 100));

    left.destroy();
    await until(() => entries.some(({ path }) => path === '/direct/hello?queued'));

    expect(entries.find(({ path }) => path === '/direct/hello?queued')).toMatchObject({ status: 460, bytes: 0 });
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('the private API', () => {
  test('passes the event of a proxy integration to its function', async () => {
    const response = await post('/stream/event?a=%20b', '{"b":1}', { 'X-Some': 'v' });

    const event = (await response.json()) as Record<string, Record<string, unknown>>;
    expect(event).toMatchObject({
      resource: '/{proxy+}',
      path: '/stream/event',
      httpMethod: 'POST',
      queryStringParameters: { a: ' b' },
      pathParameters: { proxy: 'stream/event' },
      stageVariables: { color: 'blue' },
      body: '{"b":1}',
      isBase64Encoded: false,
    });
    expect(event.requestContext).toMatchObject({
      stage: 'live',
      path: '/live/stream/event',
      identity: { vpceId: expect.stringMatching(/^vpce-/), sourceIp: '127.0.0.1' },
    });
    expect(event.headers?.Host).toMatch(/^[0-9a-f]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/);
  });

  test('renames the challenge header and keeps cookies separate', async () => {
    const response = await post('/stream/hello');

    expect(response.headers.get('www-authenticate')).toBeNull();
    expect(response.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('forwards each chunk as it arrives', async () => {
    const response = await post('/stream/slow');

    const times: number[] = [];
    for await (const _ of response.body ?? []) times.push(performance.now());
    expect(times).toHaveLength(5);
    expect((times[4] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(250);
  });

  test.each([
    ['throw', 502],
    ['empty', 500],
    ['raw', 500],
    ['fat', 500],
    ['header', 500],
  ])('%s: %d, with its gateway response', async (what, status) => {
    const response = await post(`/stream/${what}`);

    expect([response.status, await response.json()]).toEqual([
      status,
      { code: 2, text: 'failed', why: 'Internal server error' },
    ]);
  });

  test('sends the gateway response for an unknown method', async () => {
    const response = await fetch(`${stack.endpoint}/stream/x`);

    expect([response.status, response.headers.get('x-why')]).toEqual([404, 'unknown']);
    expect(await response.json()).toMatchObject({ code: 1, why: 'Missing Authentication Token' });
  });

  test('an unknown host is forbidden', async () => {
    const response = await post('/nowhere');

    expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden' }]);
  });

  test('accepts at most 10 MB', async () => {
    expect((await post('/stream/hello', 'x'.repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
  });

  test.each(['late', 'crash', 'pause'])(
    'a function that ends badly after its first byte (%s) is a cut connection',
    async (what) => {
      const response = await post(`/stream/${what}`);

      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
    },
  );

  test('a stream with regular chunks outlives the load balancer’s idle timeout', async () => {
    const start = performance.now();

    expect(await (await post('/stream/alive')).text()).toBe(': still here\n\n'.repeat(12));
    expect(performance.now() - start).toBeGreaterThan(1_100);
  });

  test('silence beyond the load balancer’s idle timeout is 504', async () => {
    expect((await post('/stream/silent')).status).toBe(504);
  });

  test('a client that disconnects does not stop the function', async () => {
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${stack.endpoint}/stream/slow`, { method: 'POST' }, (response) => {
        response.once('data', () => request.destroy());
        response.once('close', resolve);
        response.on('error', () => undefined);
      });
      request.end('{}');
    });
    await new Promise((resolve) => setTimeout(resolve, 700));

    const all = await Promise.all([1, 2].map(async () => (await post('/stream/done')).json()));
    expect(all.flat()).toContain('slow');
    expect(entries.some(({ path }) => path === '/stream/slow')).toBe(true);
  });
});

test('function and load balancer log the cause of each failure', () => {
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringContaining('direct: 502, malformed response: statusCode undefined'),
      expect.stringContaining('stream: 500, no metadata and delimiter in the first 16 KB'),
      expect.stringContaining('[direct] '),
    ]),
  );
});
