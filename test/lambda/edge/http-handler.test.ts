import { createHttpHandler, createOriginCheck } from '../../../lambda/edge/index.ts';
import type { HttpRequest } from '../../../lambda/protocol/index.ts';

const BODY_BYTES = 100;

function knock(request: Partial<HttpRequest> = {}) {
  const served: string[] = [];
  const handler = createHttpHandler({
    protocol: async (_request, server) => {
      served.push(server);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    },
    isAllowedOrigin: createOriginCheck(['http://localhost:*', 'https://app.example.com'], 'https://mcp.example.com/x'),
    bodyBytes: BODY_BYTES,
  });
  const { headers, ...rest } = request;
  const whole = { method: 'POST', path: '/mcp', body: '{}', remainingMs: 1000, streams: true, ...rest };
  return handler({ ...whole, headers: { 'content-type': 'application/json', ...headers } }).then((response) => ({
    ...response,
    served,
  }));
}

describe('paths', () => {
  test.each([
    ['/mcp', 'default'],
    ['/mcp/orders', 'orders'],
    ['/mcp/a-1', 'a-1'],
    [`/mcp/${'a'.repeat(64)}`, 'a'.repeat(64)],
  ])('%s is server %s', async (path, server) => {
    expect((await knock({ path })).served).toEqual([server]);
  });

  test.each([
    '/',
    '/mcp/',
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
      expect(headers['access-control-expose-headers']).toBe('WWW-Authenticate, Mcp-Session-Id');
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
        'access-control-request-headers': 'Content-Type, Authorization, Mcp-Param-Region, X-Evil',
      },
    });
    expect(status).toBe(204);
    expect(body).toBe('');
    expect(headers['access-control-allow-methods']).toBe('POST');
    expect(headers['access-control-allow-headers']).toBe('content-type, authorization, mcp-param-region');
    expect(headers['access-control-allow-origin']).toBe('http://localhost:3000');
  });

  test('a preflight of a stranger is refused', async () => {
    expect((await knock({ method: 'OPTIONS', headers: { origin: 'http://evil.example.com' } })).status).toBe(403);
  });
});
