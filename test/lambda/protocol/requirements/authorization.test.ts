import { inspect } from 'node:util';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import type { CallContext } from '../../../../lambda/targets/types.ts';
import { startUpstream, type Upstream } from '../../../e2e/support/upstream.ts';
import { SETTINGS } from '../../../support/settings.ts';
import { type Deployment, openDeployment, type Reply, send } from '../../auth/support/deployment.ts';
import { type Era, requestOf } from '../../auth/support/requests.ts';
import { ask, askOld } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { prompt, resource, tool } from './support/documents.ts';

/** spec: basic/authorization */

const READ = 'orders:read';
const WRITE = 'orders:write';
const ADMIN = 'orders:admin';
const PATH = '/mcp/orders';
const ERAS: readonly Era[] = ['2026-07-28', '2025-11-25'];
const WELL_KNOWN = '/.well-known/oauth-protected-resource';

describe('a resource server', () => {
  let deployment: Deployment;
  let upstream: Upstream;
  let handler: HttpHandler;

  beforeAll(async () => {
    upstream = await startUpstream(() => (response, request) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ url: request.url, headers: request.headers }));
    });
    deployment = await openDeployment();
    await deployment.apply(documents(`http://127.0.0.1:${upstream.port}`));
    handler = deployment.start({ scopesSupported: [READ], implies: { [ADMIN]: [READ, WRITE] } });
  });
  afterAll(async () => {
    await Promise.all([deployment.close(), upstream.close()]);
  });

  const tokenFor = (scope: string, claims: object = {}) =>
    deployment.token({ aud: SETTINGS.publicUrl + PATH, scope, ...claims });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  interface Sent {
    readonly era?: Era;
    readonly path?: string;
    readonly streams?: boolean;
    readonly meta?: object;
    readonly by?: HttpHandler;
  }

  function call(name: string, headers: Readonly<Record<string, string>>, sent: Sent = {}): Promise<Reply> {
    const { era = '2026-07-28', path = PATH, streams = false, meta = {}, by = handler } = sent;
    const own = requestOf(era, 'tools/call', { name, arguments: {} });
    const { params, ...message } = JSON.parse(own.body);
    const body = JSON.stringify({ ...message, params: { ...params, _meta: { ...params._meta, ...meta } } });
    return send(by, { path, streams, headers: { ...own.headers, ...headers }, body });
  }

  const get = (path: string, by = handler) => send(by, { method: 'GET', path, headers: {}, body: '', streams: false });

  test.each([PATH, `${PATH}/`, '/orders/mcp'])(
    'leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
    async (path) => {
      const { status, headers } = await call('read', {}, { path });
      const url = /resource_metadata="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1] ?? '';
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toBe(`Bearer scope="${READ}", resource_metadata="${url}"`);
      // RFC 9728 section 3.1: a client that has no challenge builds the same URL.
      expect(url).toBe(SETTINGS.publicUrl + WELL_KNOWN + path);

      const document = await get(new URL(url).pathname);
      expect([document.status, document.headers['content-type']]).toEqual([200, 'application/json']);
      expect(document.message).toMatchObject({
        resource: SETTINGS.publicUrl + path,
        authorization_servers: [deployment.issuer],
        scopes_supported: [READ],
        bearer_methods_supported: ['header'],
      });
    },
  );

  test('keeps its own URL canonical, whatever letters the name of its load balancer has', async () => {
    const lower = 'https://dev-alb-1x.eu-central-1.elb.amazonaws.com';
    const by = deployment.start({}, { publicUrl: lower.replace('dev-alb-1x', 'Dev-Alb-1X') });
    const { headers } = await call('read', {}, { by });
    expect(headers['www-authenticate']).toBe(`Bearer resource_metadata="${lower}${WELL_KNOWN}${PATH}"`);
    expect((await get(WELL_KNOWN + PATH, by)).message.resource).toBe(lower + PATH);
    const token = tokenFor(READ, { aud: lower + PATH });
    expect((await call('read', bearer(token), { by })).status).toBe(200);
  });

  test('accepts a token that names it with capital letters in scheme and host, and nowhere else', async () => {
    const { host } = new URL(SETTINGS.publicUrl);
    const statusFor = async (aud: string) => (await call('read', bearer(tokenFor(READ, { aud })))).status;
    expect(await statusFor(`HTTPS://${host.toUpperCase()}${PATH}`)).toBe(200);
    expect(await statusFor(`${SETTINGS.publicUrl}/MCP/orders`)).toBe(401);
  });

  test.each<[string, () => string]>([
    ['has expired', () => tokenFor(READ, { exp: Math.floor(deployment.clock.ms / 1000) - 1 })],
    ['is not valid yet', () => tokenFor(READ, { nbf: Math.floor(deployment.clock.ms / 1000) + 600 })],
    ['has a wrong signature', () => deployment.forged({ aud: SETTINGS.publicUrl + PATH, scope: READ })],
    ['is of another issuer', () => tokenFor(READ, { iss: 'https://login.example.com' })],
    ['is for another server', () => tokenFor(READ, { aud: `${SETTINGS.publicUrl}/mcp/billing` })],
    ['is for another deployment', () => tokenFor(READ, { aud: `https://other.example.com${PATH}` })],
    ['is for its client', () => tokenFor(READ, { aud: 'client', client_id: 'client' })],
    ['has no audience', () => tokenFor(READ, { aud: undefined })],
    ['is no token', () => 'a.b.c'],
  ])('answers 401 to a token that %s, and reads nothing of the catalogue for it', async (_what, makeToken) => {
    const token = makeToken();
    for (const era of ERAS) {
      deployment.table.reads.length = 0;
      const { status, headers, text } = await call('read', bearer(token), { era });
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toMatch(
        new RegExp(`^Bearer error="invalid_token", error_description="[^"]+", scope="${READ}", resource_metadata="`),
      );
      expect(text).not.toContain('"result"');
      expect(deployment.table.reads.filter((read) => read !== 'get ACCESS deny')).toEqual([]);
      expect((await call('read', bearer(token), { era, streams: true })).status).toBe(401);
    }
  });

  test('names everything that an operation needs in one challenge, the same in every way of asking for it', async () => {
    const token = tokenFor(`openid offline_access profile ${READ}`);
    const challenges = new Set<string>();
    for (const era of ERAS) {
      const { status, headers } = await call('refund', bearer(token), { era });
      expect(status).toBe(403);
      challenges.add(headers['www-authenticate'] ?? '');
      const streamed = await call('refund', bearer(token), { era, streams: true });
      expect([streamed.status, streamed.headers.location]).toEqual([307, `${PATH}?challenge=1`]);
    }
    const description = `Insufficient scope: this needs ${READ} ${WRITE}`;
    expect([...challenges]).toEqual([
      `Bearer error="insufficient_scope", error_description="${description}", scope="${READ} ${WRITE}", ` +
        `resource_metadata="${SETTINGS.publicUrl}${WELL_KNOWN}${PATH}"`,
    ]);
    // What the challenge names is enough.
    expect((await call('refund', bearer(tokenFor(`${READ} ${WRITE}`)))).message.result.content[0].text).toBe(
      'Refunded',
    );
  });

  test('accepts a broader scope wherever an operation needs the narrower ones that it implies', async () => {
    for (const scope of [ADMIN, `${ADMIN} ${READ}`]) {
      for (const name of ['read', 'refund']) {
        expect((await call(name, bearer(tokenFor(scope)))).message.result.isError).not.toBe(true);
      }
    }
    expect((await call('refund', bearer(tokenFor(WRITE)))).status).toBe(403);
  });

  test('knows a user by the token alone, whatever the request says, and passes neither token nor key on', async () => {
    const { key } = await deployment.keys.create({
      name: 'k',
      owner: 'o',
      scopes: [READ],
      expiresAt: deployment.clock.ms + 86_400_000,
    });
    const token = tokenFor(READ, { sub: 'ana' });
    const claimed = { 'x-user': 'mallory', 'x-forwarded-user': 'mallory', 'user-agent': 'mallory' };
    const meta = { user: 'mallory', 'example.com/sub': 'mallory' };
    for (const era of ERAS) {
      for (const [credentials, who] of [
        [bearer(token), `user:${deployment.issuer}|ana`],
        [{ 'x-api-key': key }, `key:${key.split('_')[1]}`],
      ] as const) {
        const { message } = await call('whoami', { ...claimed, ...credentials }, { era, meta });
        const { text } = message.result.content[0];
        expect(JSON.parse(text).headers['x-caller']).toBe(who);
        for (const secret of ['mallory', token, key]) expect(text).not.toContain(secret);
      }
    }
  });
});

/** A server whose tools need scopes, and one that tells what its upstream received. */
function documents(origin: string): string {
  const named = (name: string, more: string) =>
    `kind: Tool\nserver: orders\nname: ${name}\ndescription: d\ninput: { type: object }\n${more}`;
  return [
    `kind: Server\nserver: orders\nstepUp: ["${READ}", "${WRITE}"]\n`,
    named('read', `scopes: ["${READ}"]\ntarget: { type: static, text: An order }\n`),
    named('refund', `scopes: ["${READ}", "${WRITE}"]\ntarget: { type: static, text: Refunded }\n`),
    named('whoami', `target:\n  type: http\n  url: ${origin}/whoami\n  headers: { x-caller: "{% $caller.id %}" }\n`),
  ].join('---\n');
}

const TARGET = { type: 'static', text: 'unused' };

test('a caller’s credentials never reach a target', async () => {
  const seen: string[] = [];
  const run = (args: object, context: CallContext) => {
    seen.push(inspect({ args, context }, { depth: null, showHidden: true }));
    return { content: [{ type: 'text', text: 'ok' } as const] };
  };
  const documents = [tool(), prompt({ target: TARGET }), resource({ target: TARGET })];
  const deployment = await deploy(...documents);
  const handler = deployment.instance({ runs: { greet: run, review: run, note: run } });
  const headers = { authorization: 'Bearer a-secret-token', 'x-api-key': 'a-secret-key', cookie: 'a=a-secret-cookie' };
  for (const [method, params] of [
    ['tools/call', { name: 'greet' }],
    ['prompts/get', { name: 'review' }],
    ['resources/read', { uri: 'note://1' }],
  ] as const) {
    await ask(handler, method, params, { headers });
    await askOld(handler, method, params, { headers });
  }
  expect(seen).toHaveLength(6);
  expect(seen.join('\n')).not.toContain('a-secret');
  expect(JSON.stringify(deployment.logged)).not.toContain('a-secret');
});
