import { createApp } from '../../lambda/app.ts';
import { addDenyEntry, removeDenyEntries } from '../../lambda/auth/deny-list/manage/index.ts';
import { publish } from '../../lambda/catalog/publish/index.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../local/authorization-server/index.ts';
import { createMemoryTable, type MemoryTable } from '../support/memory-table.ts';
import { accessTokenOf, login } from '../support/oauth-client.ts';
import { SETTINGS } from '../support/settings.ts';
import { createTestState } from '../support/state.ts';
import { modern, modernHeaders, tool } from './protocol/support/server.ts';

const ORDERS = `${SETTINGS.publicUrl}/mcp/orders`;
const CHALLENGE = 'www-authenticate';

let server: AuthorizationServer;
let table: MemoryTable;
let tokens: Readonly<Record<'orders' | 'wrong', string>>;
beforeAll(async () => {
  server = await startAuthorizationServer({ scopes: ['orders:read'] });
  table = createMemoryTable();
  for (const name of ['orders', 'billing']) {
    await publish(table, {
      server: name,
      documents: [{ ...tool(), server: name, scopes: ['orders:read'] }],
      prune: false,
    });
  }
  const token = async (scope: string) => accessTokenOf(await login(server, { scope, resource: ORDERS }));
  tokens = { orders: await token('orders:read'), wrong: await token('openid') };
});
afterAll(() => server.close());

/** A function of a stage that accepts the authorization server's tokens alone; its clock can be moved. */
function open() {
  const clock = { ahead: 0 };
  const settings = {
    ...SETTINGS,
    auth: { issuers: [{ issuer: server.issuer }], audience: 'server' as const },
    upstreams: { allowedNetworks: ['127.0.0.0/8'], loopback: true },
  };
  const app = createApp(settings, { table, state: createTestState(), now: () => Date.now() + clock.ahead });
  /** Calls the tool of a server with a token, and returns the status and headers. */
  const call = (token: string, path = '/mcp/orders') =>
    app({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/json',
        ...modernHeaders('tools/call', { 'mcp-name': 'greet' }),
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(modern('tools/call', { name: 'greet', arguments: {} })),
      remainingMs: 30_000,
      streams: false,
    });
  return { clock, call };
}

describe('a function of a stage with an authorization server', () => {
  test.each(['/mcp/orders', '/mcp/orders/', '/orders/mcp', '/orders/mcp/'])(
    'is called with a token at %s',
    async (path) => {
      const { call } = open();
      const { status, body } = await call(tokens.orders, path);

      expect([status, JSON.parse(body).result?.isError]).toEqual([200, undefined]);
    },
  );

  test('refuses the token at another server, before anything is read', async () => {
    const { call } = open();
    const { length } = table.reads;

    const { status, headers } = await call(tokens.orders, '/mcp/billing');

    expect(status).toBe(401);
    expect(headers[CHALLENGE]).toContain('error="invalid_token"');
    expect(table.reads.slice(length)).toEqual(['get ACCESS deny']);
  });

  test('refuses a caller whom the deny list names, until it does not', async () => {
    const { call, clock } = open();
    const statuses = [(await call(tokens.orders)).status];
    await addDenyEntry(table, { id: 'e1', added: 0, issuer: server.issuer, subject: 'alice' });

    clock.ahead += 5_000;
    statuses.push((await call(tokens.orders)).status);
    await removeDenyEntries(table, ['e1']);
    clock.ahead += 5_000;
    statuses.push((await call(tokens.orders)).status);

    expect(statuses).toEqual([200, 401, 200]);
  });

  test('asks to wait while the deny list cannot be read', async () => {
    const { call } = open();
    table.failure = new Error('away');

    const { status, headers } = await call(tokens.orders);
    table.failure = undefined;

    expect([status, headers['retry-after']]).toEqual([503, '5']);
  });

  test('shows nothing to a token without the scope', async () => {
    const { call } = open();

    const { body } = await call(tokens.wrong);

    expect(JSON.parse(body).error?.message).toContain('Unknown tool');
  });
});

test('a function asks to wait while the keys of the issuer cannot be read', async () => {
  const away = await startAuthorizationServer({ scopes: ['orders:read'] });
  const token = accessTokenOf(await login(away, { scope: 'orders:read', resource: ORDERS }));
  const settings = {
    ...SETTINGS,
    auth: { issuers: [{ issuer: away.issuer }], audience: 'server' as const },
    upstreams: { allowedNetworks: ['127.0.0.0/8'], loopback: true },
  };
  await away.close();
  const app = createApp(settings, { table, state: createTestState() });

  const { status, headers, body } = await app({
    method: 'POST',
    path: '/mcp/orders',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    remainingMs: 30_000,
    streams: false,
  });

  expect([status, headers['retry-after']]).toEqual([503, '5']);
  expect(body).not.toContain(away.issuer);
});
