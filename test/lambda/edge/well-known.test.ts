import type { AuthSettings } from '../../../lambda/auth/index.ts';
import { createWellKnown } from '../../../lambda/edge/index.ts';
import type { HttpRequest } from '../../../lambda/http.ts';

const PUBLIC_URL = 'https://mcp.example.com';
const SETTINGS: AuthSettings = {
  audience: 'server',
  issuers: [{ issuer: 'https://login.example.com' }, { issuer: 'https://other.example.com/a' }],
  scopesSupported: ['orders:read'],
};
const METADATA = '/.well-known/oauth-protected-resource';

function ask(path: string, request: Partial<HttpRequest> = {}, settings = SETTINGS) {
  const whole = { method: 'GET', path, headers: {}, body: '', remainingMs: 1000, streams: false, ...request };
  return createWellKnown(PUBLIC_URL, settings)(whole);
}

test('a document names its resource as it was asked for, and the issuers', () => {
  const response = ask(`${METADATA}/mcp/orders`);

  expect(response).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
    },
  });
  expect(JSON.parse(response?.body ?? '')).toEqual({
    resource: 'https://mcp.example.com/mcp/orders',
    authorization_servers: ['https://login.example.com', 'https://other.example.com/a'],
    scopes_supported: ['orders:read'],
    bearer_methods_supported: ['header'],
    resource_name: 'orders',
  });
});

test.each([
  ['/mcp', 'default'],
  ['/mcp/', 'default'],
  ['/mcp/orders/', 'orders'],
  ['/orders/mcp', 'orders'],
  ['/orders/mcp/', 'orders'],
  ['/mcp/no-such-server', 'no-such-server'],
])('%s has one, whether the server exists or not', (path, name) => {
  const document = JSON.parse(ask(METADATA + path)?.body ?? '');
  expect(document).toMatchObject({ resource: PUBLIC_URL + path, resource_name: name });
});

test('the Host of the request is nowhere in it', () => {
  expect(ask(`${METADATA}/mcp`, { headers: { host: 'evil.example' } })?.body).not.toContain('evil');
});

test('without a baseline of scopes, none is named', () => {
  const { scopesSupported: _, ...settings } = SETTINGS;
  expect(JSON.parse(ask(`${METADATA}/mcp`, {}, settings)?.body ?? '')).not.toHaveProperty('scopes_supported');
});

describe('the root document', () => {
  test.each(['', '/'])('(%j) is absent where a token names its server', (end) => {
    expect(ask(METADATA + end)?.status).toBe(404);
  });

  test.each(['', '/'])('(%j) is about the endpoint where a token may name it', (end) => {
    expect(JSON.parse(ask(METADATA + end, {}, { ...SETTINGS, audience: 'deployment' })?.body ?? '')).toMatchObject({
      resource: PUBLIC_URL + end,
      resource_name: 'mcp.example.com',
    });
  });
});

test.each([
  `${METADATA}/mcp/Orders`,
  `${METADATA}/mcp/a/b`,
  `${METADATA}/elsewhere`,
  `${METADATA}x`,
  `${METADATA}//evil.example/mcp`,
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  '/.well-known/',
])('%s is not found', (path) => {
  expect(ask(path)?.status).toBe(404);
});

test('a stage without issuers has no document', () => {
  expect(ask(`${METADATA}/mcp`, {}, { audience: 'server', apiKeys: true })?.status).toBe(404);
});

test('HEAD has the headers alone, and a page may ask first', () => {
  expect(ask(`${METADATA}/mcp`, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  const headers = { 'access-control-request-headers': 'mcp-protocol-version' };
  expect(ask(`${METADATA}/mcp`, { method: 'OPTIONS', headers })).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': 'mcp-protocol-version',
    },
  });
  const odd = { 'access-control-request-headers': 'a\r\nb: c' };
  expect(ask(`${METADATA}/mcp`, { method: 'OPTIONS', headers: odd })?.headers['access-control-allow-headers']).toBe('');
});

test.each(['POST', 'PUT', 'DELETE'])('%s is a 405', (method) => {
  expect(ask(`${METADATA}/mcp`, { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } });
});

test('any other path is left to others', () => {
  expect(ask('/mcp/orders')).toBeUndefined();
  expect(ask('/well-known/x')).toBeUndefined();
});
