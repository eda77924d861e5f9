import { CALL, endpointOf, exchange, RESULT } from '../support/endpoint.ts';
import { type LiveServer, type Responder, startLiveServer } from '../support/live-server.ts';

const CREDENTIALS = { 'X-Api-Key': 'secret', Authorization: 'Bearer secret' };

const servers: LiveServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(respond: Responder): Promise<LiveServer> {
  const server = await startLiveServer(respond);
  servers.push(server);
  return server;
}

function endpointFor({ url }: LiveServer) {
  return endpointOf(url, { headers: () => CREDENTIALS });
}

const respond: Responder = (response) => response.end(JSON.stringify(RESULT));

test.each([301, 307, 308])('%i within the origin is followed with body and credentials', async (status) => {
  const server = await start((response, request, number) => {
    if (number === 0) response.writeHead(status, { location: '/mcp/shop/' }).end('Moved');
    else respond(response, request, number);
  });

  expect((await exchange(endpointFor(server))).messages).toEqual([RESULT]);

  expect(server.arrived.map(({ path }) => path)).toEqual(['/mcp/shop', '/mcp/shop/']);
  expect(server.arrived[1]).toMatchObject({
    body: CALL.message,
    headers: { 'x-api-key': 'secret', authorization: 'Bearer secret' },
  });
});

test('the challenge of a missing scope is found behind the redirect', async () => {
  const challenge = 'Bearer error="insufficient_scope", scope="orders:write"';
  const server = await start((response, { path }) => {
    if (path.endsWith('?challenge=1')) response.writeHead(403, { 'www-authenticate': challenge }).end();
    else response.writeHead(307, { location: `${path}?challenge=1` }).end();
  });
  const urls: string[] = [];
  const renewCredentials = async ({ url }: { readonly url: string }) => urls.push(url) > 1;

  const { error } = await exchange({ ...endpointFor(server), renewCredentials });

  expect(error).toMatchObject({ name: 'CredentialsRefused', status: 403, scopes: ['orders:write'] });
  expect(urls).toEqual([`${server.url}?challenge=1`]);
});

test('no credentials reach another origin', async () => {
  const other = await start(respond);
  const server = await start((response) => response.writeHead(307, { location: other.url }).end());

  const { error } = await exchange(endpointFor(server));

  expect(error).toMatchObject({
    name: 'NotAnMcpResponse',
    actor: 'operator',
    status: 307,
    message: expect.stringContaining(`redirects to ${other.url}, another origin`),
  });
  expect(other.arrived).toEqual([]);
});

test.each([302, 303])('%i would turn the request into a GET, so it is refused', async (status) => {
  const server = await start((response) => response.writeHead(status, { location: '/login' }).end());

  const { error } = await exchange(endpointFor(server));

  expect(error).toMatchObject({
    status,
    message: expect.stringContaining(`${server.origin}/login, to be read with GET`),
  });
  expect(server.arrived).toHaveLength(1);
});

test('a redirect that never ends is given up', async () => {
  const server = await start((response, _, number) => response.writeHead(307, { location: `/mcp/${number}` }).end());

  expect((await exchange(endpointFor(server))).error).toMatchObject({
    message: expect.stringContaining('More than 5'),
  });
  expect(server.arrived).toHaveLength(6);
});

test.each([{}, { location: '' }, { location: 'http://[' }])(
  'a redirect that leads nowhere is refused: %j',
  async (headers) => {
    const server = await start((response) => response.writeHead(308, { ...headers }).end());

    expect((await exchange(endpointFor(server))).error).toMatchObject({
      name: 'NotAnMcpResponse',
      message: expect.stringContaining('A redirect without a valid Location'),
    });
  },
);

test('a browser, which hides where a redirect leads, follows it with no other header of the caller than Authorization', async () => {
  const seen: { readonly redirect: unknown; readonly headers: Headers }[] = [];
  const browser: typeof fetch = async (_, init) => {
    seen.push({ redirect: init?.redirect, headers: new Headers(init?.headers) });
    if (init?.redirect === 'follow') return Response.json(RESULT);
    return Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
  };
  const endpoint = endpointOf('https://example.com/mcp/shop', { headers: () => CREDENTIALS, fetch: browser });

  expect((await exchange(endpoint)).messages).toEqual([RESULT]);

  expect(seen.map(({ redirect }) => redirect)).toEqual(['manual', 'follow']);
  expect(Object.fromEntries(seen[1]?.headers ?? [])).toEqual({
    accept: expect.anything(),
    authorization: 'Bearer secret',
    'content-type': 'application/json',
    'mcp-method': 'tools/call',
  });
});
