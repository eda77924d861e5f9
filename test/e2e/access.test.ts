import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { temporaryDirectory } from './support/directories.ts';
import { type AgentRequest, legacy, modern, modernCall, post, postLines, withHeaders } from './support/requests.ts';
import { startTestStack, type TestStack } from './support/stack.ts';

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
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let stack: TestStack;
  let url: string;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    const [stages, documents] = [join(directory.path, 'stages'), join(directory.path, 'documents')];
    await Promise.all([stages, documents].map((path) => mkdir(path)));
    await writeFile(join(stages, 'closed.yaml'), STAGE);
    await writeFile(join(documents, 'orders.yaml'), DOCUMENTS);
    stack = await startTestStack({
      stage: 'closed',
      stages: relative(REPOSITORY_ROOT, stages),
      catalog: [documents],
    });
    url = `${stack.endpoint}/mcp/orders`;
  }, SLOW_MS);
  afterAll(async () => {
    await stack.stop();
    await directory.remove();
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
