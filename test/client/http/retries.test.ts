import { CALL, endpointOf, exchange, LIST, linesOf, PROGRESS, RESULT } from '../support/endpoint.ts';
import { type LiveServer, type Responder, socketOf, startLiveServer } from '../support/live-server.ts';

const RETRY_DATE = 'Thu, 26 Nov 2026 10:00:07 GMT';
const SERVER_DATE = 'Thu, 26 Nov 2026 10:00:00 GMT';
const BUSY = { jsonrpc: '2.0', error: { code: -32603, message: 'The server is overloaded' } };

let server: LiveServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(respond: Responder) {
  server = await startLiveServer(respond);
  return { server, endpoint: endpointOf(server.url) };
}

/** Starts a server that responds so to the first requests, and with the result from then on. */
function startFailing(times: number, fail: Responder) {
  return start((response, request, number) => {
    if (number < times) fail(response, request, number);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(RESULT));
  });
}

function refusing(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = JSON.stringify(BUSY),
): Responder {
  return (response) => {
    response.sendDate = false;
    response.writeHead(status, headers).end(body);
  };
}

const unreachable: Responder = (response) => socketOf(response).destroy();
const cutBeforeAll: Responder = (response) => {
  response.writeHead(200, { 'content-type': 'application/jsonl' }).flushHeaders();
  setImmediate(() => socketOf(response).destroy());
};
const cutAfterOne: Responder = (response) => {
  response.writeHead(200, { 'content-type': 'application/jsonl' }).write(linesOf(PROGRESS));
  setTimeout(() => socketOf(response).destroy(), 50);
};

describe('Retry-After', () => {
  test.each([
    ['seconds', { 'retry-after': '3' }, 3000],
    ['no time', { 'retry-after': ' 0 ' }, 0],
    ["a date, by the server's clock", { 'retry-after': RETRY_DATE, date: SERVER_DATE }, 7000],
    ['a date that has passed', { 'retry-after': SERVER_DATE, date: RETRY_DATE }, 0],
    ['a minute', { 'retry-after': '60' }, 60_000],
  ])('is obeyed: %s', async (_, headers, waitMs) => {
    const { endpoint } = await startFailing(1, refusing(429, headers));

    expect((await exchange(endpoint)).messages).toEqual([RESULT]);
    expect(endpoint.waits).toEqual([waitMs]);
  });

  test('is a date by the clock of the client, if the server names none', async () => {
    const at = new Date(Date.now() + 20_000).toUTCString();
    const { endpoint } = await startFailing(1, refusing(429, { 'retry-after': at }));

    await exchange(endpoint);

    expect(endpoint.waits[0]).toBeGreaterThan(10_000);
    expect(endpoint.waits[0]).toBeLessThanOrEqual(20_000);
  });

  test.each([
    ['61', 61_000],
    ['99999999999999999999', 1e23],
    ['Fri, 27 Nov 2026 10:00:00 GMT', 86_400_000],
  ])('of more than a minute is left to the caller: %s', async (value, retryAfterMs) => {
    const { endpoint } = await startFailing(1, refusing(429, { 'retry-after': value, date: SERVER_DATE }));

    expect((await exchange(endpoint)).error).toMatchObject({
      name: 'ServerBusy',
      actor: 'later',
      status: 429,
      retryAfterMs,
      message: 'The server is overloaded',
    });
    expect(endpoint.waits).toEqual([]);
  });

  test.each(['', 'soon', '-1'])('is ignored if it is invalid, and waits grow: "%s"', async (value) => {
    const { endpoint } = await startFailing(3, refusing(429, { 'retry-after': value }));

    expect((await exchange(endpoint)).messages).toEqual([RESULT]);

    expect(endpoint.waits).toHaveLength(3);
    for (const [index, waitMs] of endpoint.waits.entries()) {
      expect(waitMs).toBeGreaterThanOrEqual(250 * 2 ** index);
      expect(waitMs).toBeLessThanOrEqual(500 * 2 ** index);
    }
  });
});

describe('a request that may change something', () => {
  test('is repeated after 429, as often as allowed', async () => {
    const { endpoint, server } = await startFailing(9, refusing(429, {}, '<h1>Slow down</h1>'));

    const { error } = await exchange(endpoint);

    expect(error).toMatchObject({ name: 'ServerBusy', retryAfterMs: undefined, message: '<h1>Slow down</h1>' });
    expect(server.arrived).toHaveLength(4);
  });

  test.each([
    ['503', refusing(503, { 'retry-after': '1' }), { name: 'ServerBusy', retryAfterMs: 1000 }],
    [
      '503 without a body',
      refusing(503, {}, ''),
      { name: 'ServerBusy', message: expect.stringMatching(/^HTTP 503 from/) },
    ],
    [
      '503 with the ID of a failure',
      refusing(503, {}, JSON.stringify({ ...BUSY, error: { ...BUSY.error, data: { errorId: 'f00d' } } })),
      { name: 'ServerBusy', message: expect.stringMatching(/^The server is overloaded \(error f00d\)/) },
    ],
    ['502', refusing(502, {}, '<h1>Bad gateway</h1>'), { name: 'ServerFailed' }],
    ['no response', unreachable, { name: 'ServerUnreachable', actor: 'later' }],
    [
      'a stream that was cut before its first message',
      cutBeforeAll,
      {
        name: 'StreamCut',
        received: 0,
        maySafelyRepeat: false,
        message: expect.stringContaining('no messages had arrived'),
      },
    ],
  ])('is not repeated after %s', async (_, fail, expected) => {
    const { endpoint, server } = await startFailing(1, fail);

    expect((await exchange(endpoint)).error).toMatchObject(expected);
    expect(server.arrived).toHaveLength(1);
  });

  const MAY_BE_DONE = /(?:\n|\. )The request may have been carried out: check before you repeat it$/;
  test.each([
    ['503', refusing(503)],
    ['502', refusing(502, {}, '<h1>Bad gateway</h1>')],
    ['a gateway timeout', refusing(504, {}, '')],
    ['no response', unreachable],
  ])('may have been carried out before %s, as the message says', async (_, fail) => {
    const { endpoint } = await startFailing(2, fail);

    const ofCall = await exchange({ ...endpoint, maxRetries: 0 });
    const ofList = await exchange({ ...endpoint, maxRetries: 0 }, LIST);

    expect(String(ofCall.error)).toMatch(MAY_BE_DONE);
    expect(String(ofList.error)).not.toMatch(MAY_BE_DONE);
  });

  test('was not carried out after 429, as for a server that is gone', async () => {
    const { endpoint, server } = await startFailing(1, refusing(429));
    const { error } = await exchange({ ...endpoint, maxRetries: 0 });
    await server.close();
    const gone = await exchange({ ...endpoint, maxRetries: 0 });

    expect(error).toMatchObject({ name: 'ServerBusy' });
    expect(gone.error).toMatchObject({ name: 'ServerUnreachable' });
    expect(`${error} ${gone.error}`).not.toMatch('may have been carried out');
  });

  test('is repeated after a 503 for a challenge, which never carries anything out', async () => {
    const { endpoint, server } = await start((response, { path }, number) => {
      if (number === 0) return response.writeHead(307, { location: `${path}?challenge=1` }).end();
      if (number === 1) return response.writeHead(503, { 'retry-after': '1' }).end(JSON.stringify(BUSY));
      return response.end(JSON.stringify(RESULT));
    });

    expect((await exchange(endpoint)).messages).toEqual([RESULT]);
    expect(endpoint.waits).toEqual([1000]);
    expect(server.arrived.map(({ path }) => path)).toEqual(['/mcp/shop', '/mcp/shop?challenge=1', '/mcp/shop']);
  });
});

describe('a request that changes nothing', () => {
  test.each([
    ['503', refusing(503)],
    ['502', refusing(502, {}, '<h1>Bad gateway</h1>')],
    ['no response', unreachable],
    ['a stream that was cut before its first message', cutBeforeAll],
    [
      'a stream that ended before its first message',
      refusing(200, { 'content-type': 'text/event-stream' }, ': hi\n\n'),
    ],
  ])('is repeated after %s', async (_, fail) => {
    const { endpoint, server } = await startFailing(2, fail);

    expect((await exchange(endpoint, LIST)).messages).toEqual([RESULT]);
    expect(server.arrived).toHaveLength(3);
    expect(endpoint.waits).toHaveLength(2);
  });

  test('is not repeated once a message has arrived', async () => {
    const { endpoint, server } = await startFailing(1, cutAfterOne);

    expect(await exchange(endpoint, LIST)).toMatchObject({
      messages: [PROGRESS],
      error: {
        name: 'StreamCut',
        actor: 'later',
        received: 1,
        maySafelyRepeat: true,
        message:
          'The stream ended before the response; 1 message had arrived. You may repeat the request: that does no harm',
      },
    });
    expect(server.arrived).toHaveLength(1);
  });

  test.each([
    ['a page', refusing(200, { 'content-type': 'text/html' }, '<h1>Sign in</h1>')],
    ['500', refusing(500, {}, '')],
    ['a gateway timeout', refusing(504, {}, '')],
  ])('is not repeated after %s', async (_, fail) => {
    const { endpoint, server } = await startFailing(1, fail);

    expect((await exchange(endpoint, LIST)).error).toMatchObject({ actor: 'operator' });
    expect(server.arrived).toHaveLength(1);
  });

  test('is not repeated without retries', async () => {
    const { endpoint, server } = await startFailing(1, refusing(503));

    expect((await exchange({ ...endpoint, maxRetries: 0 }, LIST)).error).toMatchObject({ name: 'ServerBusy' });
    expect(server.arrived).toHaveLength(1);
  });

  test('is not repeated where waiting does not help', async () => {
    const endpoint = endpointOf('http://host.invalid/mcp/shop', {
      fetch: () =>
        Promise.reject(
          Object.assign(new TypeError('fetch failed'), {
            cause: { message: 'getaddrinfo ENOTFOUND host.invalid', code: 'ENOTFOUND' },
          }),
        ),
    });

    expect((await exchange(endpoint, LIST)).error).toMatchObject({
      name: 'ServerUnreachable',
      actor: 'operator',
      url: 'http://host.invalid/mcp/shop',
      message: 'http://host.invalid/mcp/shop cannot be reached: getaddrinfo ENOTFOUND host.invalid',
    });
    expect(endpoint.waits).toEqual([]);
  });
});

test('the wait is real by default, and ends when the signal aborts', async () => {
  const { endpoint } = await startFailing(9, refusing(429, { 'retry-after': '30' }));
  const { sleep: _, ...waiting } = endpoint;
  const started = performance.now();

  const { error } = await exchange(waiting, { ...CALL, signal: AbortSignal.timeout(200) });

  expect(error).toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - started).toBeLessThan(20_000);
});
