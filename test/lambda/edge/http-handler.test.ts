import { ANONYMOUS, type Authenticate, createChallenges, InsufficientScope } from '../../../lambda/auth/index.ts';
import { createHttpHandler, createOriginCheck, createWellKnown } from '../../../lambda/edge/index.ts';
import type { HttpRequest } from '../../../lambda/http.ts';

const BODY_BYTES = 100;

const PUBLIC_URL = 'https://mcp.example.com';
const SETTINGS = { audience: 'server', issuers: [{ issuer: 'https://login.example.com' }] } as const;
const anonymousOnly: Authenticate = () => ({ principal: ANONYMOUS });

async function knock(
  request: Partial<HttpRequest> = {},
  authenticate: Authenticate = anonymousOnly,
  lacking?: InsufficientScope,
) {
  const served: string[] = [];
  const callers: string[] = [];
  const handler = createHttpHandler({
    authenticate,
    challenges: createChallenges(PUBLIC_URL, SETTINGS),
    wellKnown: createWellKnown(PUBLIC_URL, SETTINGS),
    protocol: async (_request, server, { id }, challenge) => {
      if (lacking !== undefined && challenge !== undefined) return challenge(lacking);
      served.push(server);
      callers.push(id);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    },
    isAllowedOrigin: createOriginCheck(['http://localhost:*', 'https://app.example.com'], 'https://mcp.example.com/x'),
    bodyBytes: BODY_BYTES,
  });
  const { headers, ...rest } = request;
  const whole = { method: 'POST', path: '/mcp', body: '{}', remainingMs: 1000, streams: true, ...rest };
  const response = await handler({ ...whole, headers: { 'content-type': 'application/json', ...headers } });
  return { ...response, served, callers };
}

describe('paths', () => {
  test.each([
    ['/mcp', 'default'],
    ['/mcp/', 'default'],
    ['/mcp/orders', 'orders'],
    ['/mcp/orders/', 'orders'],
    ['/orders/mcp', 'orders'],
    ['/orders/mcp/', 'orders'],
    ['/mcp/mcp', 'mcp'],
    ['/mcp/mcp/', 'mcp'],
    ['/mcp/a-1', 'a-1'],
    [`/mcp/${'a'.repeat(64)}`, 'a'.repeat(64)],
  ])('%s is server %s', async (path, server) => {
    expect((await knock({ path })).served).toEqual([server]);
  });

  test.each([
    '/',
    '/mcp//',
    '//mcp',
    '/a/b/mcp',
    '/orders/mcp/x',
    '/mcp/Orders',
    '/mcp/a/b',
    '/mcpx',
    `/mcp/${'a'.repeat(65)}`,
    '/.well-known/x',
    '/mcp/a%2f',
  ])('%s is no path of ours', async (path) => {
    const { status, body, served } = await knock({ path });
    expect(status).toBe(404);
    expect(JSON.parse(body)).toEqual({ jsonrpc: '2.0', error: { code: -32601, message: expect.any(String) } });
    expect(served).toEqual([]);
  });
});

describe('methods, media types and sizes', () => {
  test.each(['GET', 'HEAD', 'DELETE', 'PUT'])('%s is a 405 that says what is allowed', async (method) => {
    const { status, headers, served } = await knock({ method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('POST, OPTIONS');
    expect(served).toEqual([]);
  });

  test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/json ;x=y'])(
    '%s is read',
    async (type) => {
      expect((await knock({ headers: { 'content-type': type } })).status).toBe(200);
    },
  );

  test.each(['text/plain', 'application/jsonx', 'application/x-www-form-urlencoded', ''])(
    '%s is a 415',
    async (type) => {
      const { status, served } = await knock({ headers: { 'content-type': type } });
      expect(status).toBe(415);
      expect(served).toEqual([]);
    },
  );

  test.each(['utf-8', 'UTF8', '"utf-8"', 'us-ascii'])('charset %s is read', async (charset) => {
    expect((await knock({ headers: { 'content-type': `application/json; charset=${charset}` } })).status).toBe(200);
  });

  test.each(['utf-16', 'iso-8859-1', '"windows-1252"', 'utf-8x'])('charset %s is a 415', async (charset) => {
    const { status, served } = await knock({ headers: { 'content-type': `application/json; charset=${charset}` } });
    expect([status, served]).toEqual([415, []]);
  });

  test.each(['gzip', 'br', 'identity, gzip'])('Content-Encoding %s is a 415 with Accept-Encoding', async (coding) => {
    const { status, headers, served } = await knock({ headers: { 'content-encoding': coding } });
    expect([status, headers['accept-encoding'], served]).toEqual([415, 'identity', []]);
  });

  test('Content-Encoding identity is read', async () => {
    expect((await knock({ headers: { 'content-encoding': 'identity' } })).status).toBe(200);
  });

  test('a body that is not UTF-8 is a parse error', async () => {
    const { status, body, served } = await knock({ body: '', invalidUtf8: true });
    expect([status, JSON.parse(body).error.code, served]).toEqual([400, -32700, []]);
  });

  test('a body counts in bytes, not in characters', async () => {
    expect((await knock({ body: 'é'.repeat(50) })).status).toBe(200);
    expect((await knock({ body: `${'é'.repeat(50)}x` })).status).toBe(413);
  });
});

describe('origins', () => {
  test.each(['http://localhost:3000', 'https://app.example.com', 'https://mcp.example.com'])(
    '%s may call, and is told so',
    async (origin) => {
      const { status, headers } = await knock({ headers: { origin } });
      expect(status).toBe(200);
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-expose-headers']).toBe('WWW-Authenticate, Retry-After, Mcp-Session-Id');
      expect(headers.vary).toBe('Origin');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    },
  );

  test.each([
    'http://evil.example.com',
    'null',
    'http://localhost:1/evil',
    'https://app.example.com.evil',
    'https://appxexample.com',
  ])('%s may not: 403 without an id, and nobody reads the body', async (origin) => {
    const { status, headers, body, served } = await knock({ headers: { origin }, body: 'not JSON' });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(JSON.parse(body)).not.toHaveProperty('id');
    expect(served).toEqual([]);
  });

  test('a caller that is no browser sends none', async () => {
    const { headers } = await knock();
    expect(headers).not.toHaveProperty('vary');
  });

  test('a preflight allows what MCP clients send and nothing else', async () => {
    const { status, headers, body } = await knock({
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers':
          'Content-Type, Authorization, Mcp-Param-Region, Traceparent, tracestate, baggage, Last-Event-ID, User-Agent, X-Evil',
      },
    });
    expect(status).toBe(204);
    expect(body).toBe('');
    expect(headers['access-control-allow-methods']).toBe('POST, DELETE');
    expect(headers['access-control-allow-headers']).toBe(
      'content-type, authorization, mcp-param-region, traceparent, tracestate, baggage, last-event-id, user-agent',
    );
    expect(headers['access-control-allow-origin']).toBe('http://localhost:3000');
  });

  test.each(['GET', 'DELETE'])('a page may read that %s is not allowed', async (method) => {
    const { status, headers } = await knock({ method, headers: { origin: 'http://localhost:3000' } });
    expect(status).toBe(405);
    expect(headers.allow).toBe('POST, OPTIONS');
    expect(headers['access-control-allow-origin']).toBe('http://localhost:3000');
  });

  test.each(['GET', 'DELETE'])('%s of a stranger is refused without CORS headers', async (method) => {
    const { status, headers } = await knock({ method, headers: { origin: 'http://evil.example.com' } });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('a preflight of a stranger is refused', async () => {
    expect((await knock({ method: 'OPTIONS', headers: { origin: 'http://evil.example.com' } })).status).toBe(403);
  });
});

describe('authentication', () => {
  const CHALLENGE =
    'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp/orders"';
  const refused = { status: 401, code: -32600, message: 'Credentials are required', challenge: CHALLENGE } as const;

  test('hands the request and its server over, and the caller that it finds to the protocol', async () => {
    const seen: unknown[] = [];
    const authenticate: Authenticate = async ({ headers }, server) => {
      seen.push([headers.authorization, server]);
      return { principal: { kind: 'key', id: 'key:a', scopes: new Set(['read']) } };
    };

    const { status, callers } = await knock(
      { path: '/mcp/orders', headers: { authorization: 'Bearer x' } },
      authenticate,
    );

    expect([status, callers, seen]).toEqual([200, ['key:a'], [['Bearer x', 'orders']]]);
  });

  test.each<[string, Authenticate]>([
    ['at once', () => ({ refusal: refused })],
    ['later', async () => ({ refusal: refused })],
  ])('a refusal %s is written with its challenge, and the protocol never runs', async (_when, authenticate) => {
    const { status, headers, body, served } = await knock({ path: '/mcp/orders' }, authenticate);

    expect([status, headers['www-authenticate'], served]).toEqual([401, CHALLENGE, []]);
    expect(JSON.parse(body)).toEqual({ jsonrpc: '2.0', error: { code: -32600, message: 'Credentials are required' } });
  });

  test('a page may read a refusal, too', async () => {
    const headers = { origin: 'https://app.example.com' };
    const refusal = await knock({ headers }, () => ({ refusal: refused }));
    expect(refusal.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-expose-headers': expect.stringContaining('WWW-Authenticate'),
    });
  });

  test('what needs no caller asks for none', async () => {
    const authenticate: Authenticate = () => {
      throw new Error('nobody is asked');
    };
    const statuses = [
      await knock({ method: 'OPTIONS' }, authenticate),
      await knock({ method: 'GET' }, authenticate),
      await knock({ path: '/elsewhere' }, authenticate),
    ].map(({ status }) => status);
    expect(statuses).toEqual([204, 405, 404]);
  });

  test('without authentication every caller is the anonymous one', async () => {
    expect((await knock()).callers).toEqual([ANONYMOUS.id]);
  });
});

describe('a caller without a scope that it may obtain', () => {
  const user: Authenticate = () => ({ principal: { kind: 'user', id: 'user:a', scopes: new Set(['orders:read']) } });
  const needed = new InsufficientScope(['orders:read', 'orders:write']);
  const path = '/mcp/orders';

  test('is redirected on the streaming path to where the challenge arrives, and may read that in a browser', async () => {
    const headers = { origin: 'https://app.example.com' };

    const { status, headers: sent } = await knock({ path, headers }, user, needed);

    expect([status, sent.location]).toEqual([307, '/mcp/orders?challenge=1']);
    expect(sent).not.toHaveProperty('www-authenticate');
    expect(sent['access-control-allow-origin']).toBe('https://app.example.com');
  });

  test('gets the challenge on the buffered path', async () => {
    const { status, headers, body } = await knock({ path, streams: false, challenge: true }, user, needed);

    expect([status, headers['www-authenticate']]).toEqual([
      403,
      'Bearer error="insufficient_scope", error_description="Insufficient scope: this needs orders:read orders:write", ' +
        'scope="orders:read orders:write", ' +
        'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp/orders"',
    ]);
    expect(JSON.parse(body).error.message).toBe('Insufficient scope: this needs orders:read orders:write');
  });

  test('who has it by now is asked to repeat the request: nothing ran', async () => {
    const { status, headers, body } = await knock({ path, streams: false, challenge: true }, user);

    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.parse(body).error).toMatchObject({ code: -32603, message: expect.stringContaining('again') });
  });
});
