import { CALL, endpointOf, exchange, RESULT } from '../support/endpoint.ts';
import { type LiveServer, startLiveServer } from '../support/live-server.ts';

const CHALLENGE =
  'Bearer error="insufficient_scope", scope="orders:read orders:write", resource_metadata="https://a/b"';

let server: LiveServer;
afterEach(() => server.close());

/** Starts a server that accepts one token, and refuses others with a status. */
async function start(token: string, status: number, challenge?: string) {
  server = await startLiveServer((response, { headers }) => {
    if (headers.authorization === `Bearer ${token}`) return response.end(JSON.stringify(RESULT));
    const error = { code: -32600, message: 'The token has expired' };
    return response
      .writeHead(status, challenge === undefined ? {} : { 'www-authenticate': challenge })
      .end(JSON.stringify({ jsonrpc: '2.0', error }));
  });
  return endpointOf(server.url, { headers: () => ({ authorization: 'Bearer old' }) });
}

test.each([401, 403])('%i is an error with the words, the challenge and the scopes of the server', async (status) => {
  const endpoint = await start('new', status, CHALLENGE);

  expect((await exchange(endpoint)).error).toMatchObject({
    name: 'CredentialsRefused',
    actor: 'credentials',
    message: 'The token has expired',
    status,
    challenge: CHALLENGE,
    scopes: ['orders:read', 'orders:write'],
  });
  expect(server.arrived).toHaveLength(1);
});

test('a challenge may be missing', async () => {
  const endpoint = await start('new', 401);

  expect((await exchange(endpoint)).error).toMatchObject({ challenge: null, scopes: [] });
});

test('renewed credentials are sent, for a request that may change something, too', async () => {
  let token = 'old';
  const refusals: unknown[] = [];
  const endpoint = {
    ...(await start('new', 401, CHALLENGE)),
    headers: () => ({ authorization: `Bearer ${token}` }),
    renewCredentials: async (refusal: unknown) => {
      refusals.push(refusal);
      token = 'new';
      return true;
    },
  };

  expect((await exchange(endpoint)).messages).toEqual([RESULT]);

  expect(refusals).toEqual([{ status: 401, challenge: CHALLENGE, url: server.url }]);
  expect(endpoint.waits).toEqual([]);
});

test('credentials are renewed once', async () => {
  let renewals = 0;
  const endpoint = {
    ...(await start('new', 403, CHALLENGE)),
    renewCredentials: async () => {
      renewals += 1;
      return true;
    },
  };

  expect((await exchange(endpoint)).error).toMatchObject({ name: 'CredentialsRefused' });
  expect([renewals, server.arrived.length]).toEqual([1, 2]);
});

test('the request is not repeated if nothing was renewed', async () => {
  const endpoint = { ...(await start('new', 401)), renewCredentials: async () => false };

  expect((await exchange(endpoint)).error).toMatchObject({ name: 'CredentialsRefused' });
  expect(server.arrived).toHaveLength(1);
});

test('what the renewal throws reaches the caller', async () => {
  const endpoint = { ...(await start('new', 401)), renewCredentials: () => Promise.reject(new Error('logged out')) };

  expect((await exchange(endpoint)).error).toEqual(new Error('logged out'));
});

test('a renewal that takes too long ends with the signal', async () => {
  const endpoint = { ...(await start('new', 401)), renewCredentials: () => new Promise<boolean>(() => {}) };

  expect((await exchange(endpoint, { ...CALL, signal: AbortSignal.timeout(100) })).error).toMatchObject({
    name: 'TimeoutError',
  });
});

test.each(['Bearer sec\nret', 'Bearer sec…ret'])(
  'an invalid header is named, and not quoted: %j',
  async (authorization) => {
    const endpoint = { ...(await start('new', 401)), headers: () => ({ authorization }) };

    expect((await exchange(endpoint)).error).toEqual(
      new TypeError('The header "authorization" has characters that a header must not have'),
    );
    expect(server.arrived).toHaveLength(0);
  },
);

test.each([
  ['Bearer scope=read', ['read']],
  ['Bearer realm="a", scope="b  c"', ['b', 'c']],
  ['Bearer error_scope="x"', []],
  ['Bearer scope=""', []],
])('the scopes of %s are %j', async (challenge, scopes) => {
  const endpoint = await start('new', 401, challenge);

  expect((await exchange(endpoint)).error).toMatchObject({ scopes });
});
