import { createKeyStore } from '../../lambda/auth/keys/manage/index.ts';
import { openTable } from '../../lambda/catalog/publish/index.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../local/authorization-server/index.ts';
import { accessTokenOf, login } from '../support/oauth-client.ts';
import { type AgentRequest, legacy, modern, modernCall, post, postLines, withHeaders } from './support/requests.ts';
import { startStageStack, type TestStack } from './support/stack.ts';

/** For the start of all processes, on a machine that is busy with other tests. */
const SLOW_MS = 120_000;

const ISSUER = 'https://login.example.com';

const STAGE = `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], allowedOrigins: ["https://app.example.com"], deletionProtection: false }
auth:
  apiKeys: true
  issuers: [{ issuer: ${ISSUER} }]
  scopesSupported: [orders:read]
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

const DOCUMENTS = `
kind: Server
server: orders
subscriptions: { listChanged: true }
---
kind: Tool
server: orders
name: hello
description: Says a word.
input: { type: object }
target: { type: static, text: Hello }
`;

const CALL = modernCall('hello');
const LIST = modern('tools/list');
const LISTEN = modern('subscriptions/listen', { notifications: { toolsListChanged: true } });
const ALL: readonly (readonly [string, AgentRequest])[] = [
  ['a call', CALL],
  ['a list', LIST],
  ['a subscription', LISTEN],
  ['a legacy call', legacy('tools/call', { name: 'hello' })],
  ['initialize', legacy('initialize', { protocolVersion: '2025-11-25', capabilities: {} })],
];

describe('a stage that requires credentials', () => {
  let stack: TestStack;
  let url: string;

  beforeAll(async () => {
    stack = await startStageStack({ name: 'closed', stage: STAGE, documents: DOCUMENTS });
    url = `${stack.endpoint}/mcp/orders`;
  }, SLOW_MS);
  afterAll(async () => {
    await stack.stop();
  });

  const metadataOf = (path: string) =>
    `resource_metadata="${stack.endpoint}/.well-known/oauth-protected-resource${path}"`;

  test.each(ALL)('challenges %s without any, whether the server exists or not', async (_, request) => {
    for (const path of ['/mcp/orders', '/orders/mcp/', '/mcp/nowhere']) {
      const [answer, served] = await stack.watch(() => post(stack.endpoint + path, request));

      expect(served).toMatchObject([{ target: 'lambda', function: 'direct', status: 401 }]);
      expect(answer.headers['www-authenticate']).toBe(`Bearer scope="orders:read", ${metadataOf(path)}`);
      expect(JSON.parse(answer.text)).toEqual({
        jsonrpc: '2.0',
        error: { code: -32600, message: 'Credentials are required' },
      });
    }
  });

  describe.each([
    ['Authorization', 'Bearer spw_bad', 900, 60],
    ['X-Api-Key', 'spw_bad', 901, 61],
  ])('with a bad credential in %s', (name, value, call, listen) => {
    const bad = { [name]: value };

    test('refuses a call and a subscription where they stream, without a header that would be renamed', async () => {
      for (const [request, rule, by] of [
        [CALL, call, 'stream'],
        [LISTEN, listen, 'listen'],
      ] as const) {
        const [answer, served] = await stack.watch(() => post(url, withHeaders(request, bad)));

        expect(served).toMatchObject([{ rule, target: 'ip', function: by, status: 401 }]);
        expect(answer.headers).not.toHaveProperty('www-authenticate');
        expect(answer.text).not.toContain('spw_bad');
      }
    });

    test('refuses a list with the reason in its challenge', async () => {
      const [answer, served] = await stack.watch(() => post(url, withHeaders(LIST, bad)));

      expect(served).toMatchObject([{ rule: 50, function: 'direct', status: 401 }]);
      expect(answer.headers['www-authenticate']).toMatch(
        /^Bearer error="invalid_token", error_description="[^"]+", scope=/,
      );
      expect(answer.headers['www-authenticate']).toContain(metadataOf('/mcp/orders'));
    });
  });

  test.each(['Basic YTpi', 'DPoP eyJ', 'Bearer eyJ.no.token'])('refuses Authorization: %s', async (authorization) => {
    expect(await post(url, withHeaders(CALL, { authorization }))).toMatchObject({ status: 401 });
    expect(await post(url, withHeaders(LIST, { authorization }))).toMatchObject({ status: 401 });
  });

  test.each([
    ['both headers', { authorization: ['Bearer spw_a'], 'x-api-key': ['spw_a'] }],
    ['two lines of Authorization', { authorization: ['Bearer spw_a', 'Bearer spw_b'] }],
    ['two lines of X-Api-Key', { 'x-api-key': ['spw_a', 'spw_b'] }],
  ])('refuses %s with 400 on both paths', async (_, lines) => {
    for (const request of [CALL, LIST]) expect((await postLines(url, request, lines)).status).toBe(400);
  });

  test('reads no credential from the query', async () => {
    const [answer, served] = await stack.watch(() => post(`${url}?access_token=spw_a&x-api-key=spw_a`, CALL));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).not.toContain('error=');
    expect(served).toMatchObject([{ rule: 999, function: 'direct' }]);
  });

  test('lets a page ask before it logs in, and read the challenge', async () => {
    const origin = 'https://app.example.com';
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'authorization, x-api-key' },
    });
    const answer = await post(url, withHeaders(CALL, { origin }));

    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, x-api-key');
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': expect.stringContaining('WWW-Authenticate, Retry-After'),
    });
  });

  test.each(['/mcp', '/mcp/', '/mcp/orders', '/mcp/orders/', '/orders/mcp', '/mcp/nowhere'])(
    'serves the metadata of %s without credentials, whatever Host claims',
    async (path) => {
      const where = `${stack.endpoint}/.well-known/oauth-protected-resource${path}`;
      const response = await fetch(where, {
        headers: { 'x-forwarded-host': 'evil.example', origin: 'https://any.example' },
      });

      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
      expect(await response.json()).toMatchObject({
        resource: stack.endpoint + path,
        authorization_servers: [ISSUER],
        scopes_supported: ['orders:read'],
      });
    },
  );

  test('has no metadata of the endpoint itself, because a token names its server', async () => {
    expect((await fetch(`${stack.endpoint}/.well-known/oauth-protected-resource`)).status).toBe(404);
  });

  test('reads a large token where the load balancer forwards it to direct, and names the limit where it streams', async () => {
    const authorization = `Bearer ${'a'.repeat(9000)}`;

    const listed = await post(url, withHeaders(LIST, { authorization }));
    const called = await post(url, withHeaders(CALL, { authorization }));

    expect(listed.status).toBe(401);
    expect(listed.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(called.status).toBe(431);
    expect(JSON.parse(called.text).error.message).toContain('at most 8000 bytes of headers');
  });
});

const READ = 'orders:read';
const WRITE = 'orders:write';

const GUARDED = `
kind: Server
server: shop
stepUp: [${WRITE}]
subscriptions: { listChanged: true }
---
kind: Tool
server: shop
name: read
description: Reads an order.
scopes: [${READ}]
input: { type: object }
target: { type: static, text: An order }
---
kind: Tool
server: shop
name: refund
description: Refunds an order.
scopes: [${READ}, ${WRITE}]
input: { type: object }
target: { type: static, text: Refunded }
---
kind: Server
server: other
---
kind: Tool
server: other
name: read
description: Reads something else.
input: { type: object }
target: { type: static, text: Something else }
`;

// HTTPS, as in production, which the local stack emulates as plain HTTP; a token names the URL that its client uses.
const GUARDED_STAGE = `
region: us-east-1
edge: { allowedCidrs: [0.0.0.0/0], domainName: mcp.example.com, allowedOrigins: ["https://app.example.com"], deletionProtection: false }
auth: { apiKeys: true }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

describe('callers with good credentials', () => {
  let issuer: AuthorizationServer;
  let stack: TestStack;
  let url: string;
  let key: string;

  beforeAll(async () => {
    issuer = await startAuthorizationServer({
      scopes: [READ, WRITE],
      claims: (user) => (user === 'manager' ? { groups: ['x'.repeat(7000)] } : {}),
    });
    stack = await startStageStack(
      { name: 'guarded', stage: GUARDED_STAGE, documents: GUARDED },
      { issuers: [{ issuer: issuer.issuer }] },
    );
    url = `${stack.endpoint}/mcp/shop`;
    key = await createKey(stack);
  }, SLOW_MS);
  afterAll(async () => {
    await stack.stop();
    await issuer.close();
  });

  /** A header with a token of a user. */
  async function as(user: string, scope = READ, path = '/mcp/shop') {
    issuer.user = user;
    const token = accessTokenOf(await login(issuer, { scope, resource: stack.endpoint + path }));
    return { authorization: `Bearer ${token}` };
  }

  const called = (text: string) => ({ result: { content: [{ text }] } });
  const toolsIn = (text: string) => JSON.parse(text).result.tools.map(({ name }: { name: string }) => name);

  test('are served on both paths with a token, at every spelling of the server that it names', async () => {
    const alice = await as('alice');
    for (const path of ['/mcp/shop', '/mcp/shop/', '/shop/mcp', '/shop/mcp/']) {
      const called = await post(stack.endpoint + path, withHeaders(modernCall('read'), alice));
      expect(JSON.parse(called.text)).toMatchObject({ result: { content: [{ text: 'An order' }] } });
    }
    const [listed, served] = await stack.watch(() => post(url, withHeaders(LIST, alice)));
    expect(served).toMatchObject([{ rule: 50, function: 'direct' }]);
    expect(toolsIn(listed.text)).toEqual(['read', 'refund']);
  });

  test('with a token of one server are refused at another, on both paths', async () => {
    const alice = await as('alice');
    for (const request of [modernCall('read'), LIST]) {
      expect(await post(`${stack.endpoint}/mcp/other`, withHeaders(request, alice))).toMatchObject({ status: 401 });
    }
  });

  test.each([
    ['Authorization', (value: string) => ({ authorization: `Bearer ${value}` }), 900],
    ['X-Api-Key', (value: string) => ({ 'x-api-key': value }), 901],
  ])('are served on both paths with a key in %s', async (_, header, rule) => {
    const [answer, served] = await stack.watch(() => post(url, withHeaders(modernCall('read'), header(key))));

    expect(served).toMatchObject([{ rule, function: 'stream', status: 200 }]);
    expect(JSON.parse(answer.text)).toMatchObject(called('An order'));
    // Nothing is offered to a key: no login changes what it may do.
    expect(toolsIn((await post(url, withHeaders(LIST, header(key)))).text)).toEqual(['read']);
    const hidden = await post(url, withHeaders(modernCall('refund'), header(key)));
    expect(JSON.parse(hidden.text).error.message).toBe('Unknown tool: refund');
  });

  describe('who lack a scope that the server offers', () => {
    const REFUND = modernCall('refund');

    test('are redirected from stream to direct, where the challenge names everything that they need', async () => {
      const alice = await as('alice');

      const first = await post(url, withHeaders(REFUND, { ...alice, origin: 'https://app.example.com' }));
      const [second, served] = await stack.watch(() =>
        post(new URL(first.headers.location ?? '', url).href, withHeaders(REFUND, alice)),
      );

      expect([first.status, first.headers.location]).toEqual([307, '/mcp/shop?challenge=1']);
      expect(first.headers['access-control-allow-origin']).toBe('https://app.example.com');
      expect(served).toMatchObject([{ rule: 40, function: 'direct', status: 403 }]);
      const challenge = second.headers['www-authenticate'] ?? '';
      expect(challenge).toMatch(/^Bearer error="insufficient_scope"/);
      expect(/ scope="([^"]*)"/.exec(challenge)?.[1]?.split(' ').sort()).toEqual([READ, WRITE]);
      expect(challenge).toContain(
        `resource_metadata="${stack.endpoint}/.well-known/oauth-protected-resource/mcp/shop"`,
      );
    });

    test('follow the redirect with body and credentials, as fetch does', async () => {
      const { headers, body } = withHeaders(REFUND, await as('alice'));
      const response = await fetch(url, { method: 'POST', headers, body });
      expect([response.status, response.redirected]).toEqual([403, true]);
    });

    test('get a plain 403 with a client that refuses redirects', async () => {
      const agent = { ...(await as('alice')), 'user-agent': 'ai-sdk/2.0.99 node.js/v24' };
      const answer = await post(url, withHeaders(REFUND, agent));
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text).error.message).toContain(WRITE);
    });

    test('are served with a token that has it, and asked to repeat what came for a challenge', async () => {
      const alice = await as('alice', `${READ} ${WRITE}`);
      const judged = await fetch(`${url}?challenge=1`, { method: 'POST', ...withHeaders(REFUND, alice) });

      expect([judged.status, judged.headers.get('retry-after')]).toEqual([503, '1']);
      expect(JSON.parse((await post(url, withHeaders(REFUND, alice))).text)).toMatchObject(called('Refunded'));
    });
  });

  test('with a token of many groups list tools, and cannot call them', async () => {
    const manager = await as('manager');

    expect(toolsIn((await post(url, withHeaders(LIST, manager))).text)).toContain('read');
    const refused = await post(url, withHeaders(modernCall('read'), manager));
    expect(refused.status).toBe(431);
    expect(JSON.parse(refused.text).error.message).toContain('at most 8000 bytes of headers');
  });
});

/** Creates a key with the scope to read. */
async function createKey({ table: name, tableEndpoint: endpoint, region, credentials }: TestStack): Promise<string> {
  const table = openTable({ table: name, endpoint, region, credentials });
  try {
    const store = createKeyStore({ table, identity: () => table.identity(), maxDays: 365, now: Date.now });
    const expiresAt = Date.now() + 86_400_000;
    return (await store.create({ name: 'test', owner: 'tests', scopes: [READ], expiresAt })).key;
  } finally {
    table.close();
  }
}
