import type { AuthSettings } from '../../../lambda/auth/settings.ts';
import { publish } from '../../../lambda/catalog/publish/index.ts';
import { DOCTOR_KEY_MS, DOCTOR_SERVER } from '../../../lambda/doctor-server.ts';
import type { HttpHandler } from '../../../lambda/edge/index.ts';
import { type Deployment, openDeployment, send } from './support/deployment.ts';
import { type Era, requestOf } from './support/requests.ts';

/*
 * The key of `spillway doctor`, under every kind of `auth`: on a stage without keys it is the only one that admits anybody, and it
 * opens the server of doctor alone. Keys are real, and the functions are those that are deployed.
 */

const ERAS: readonly Era[] = ['2026-07-28', '2025-11-25', 'batch'];
const SCOPE = 'spillway-doctor:run';
const SHORT_MS = 60_000;
const OTHERS = ['orders', 'default', 'spillway-doctor-2', 'spillway'];

let deployment: Deployment;
const texts: Record<string, string> = {};

beforeAll(async () => {
  deployment = await openDeployment();
  const { apply, keys, table, clock } = deployment;
  for (const server of OTHERS) {
    await apply(`
kind: Tool
server: ${server}
name: find
description: Finds.
input: { type: object }
target: { type: static, text: found }
`);
  }
  const tool = { kind: 'Tool', server: DOCTOR_SERVER, name: 'request', description: 'Returns the address.' } as const;
  await publish(table, {
    server: DOCTOR_SERVER,
    prune: true,
    documents: [
      { kind: 'Server', server: DOCTOR_SERVER, scopes: [SCOPE] },
      { ...tool, input: { type: 'object' }, target: { type: 'diagnostic', report: 'request' } },
    ],
  });
  const create = async (name: string, servers: readonly string[] | undefined, more: object = {}) => {
    const expiresAt = clock.ms + DOCTOR_KEY_MS;
    const request = { name, owner: 'o', scopes: [SCOPE], expiresAt, ...(servers && { servers }), ...more };
    const made = await keys.create(request);
    texts[name] = made.key;
    return made;
  };
  await create('of doctor', [DOCTOR_SERVER]);
  await create('of doctor, without scopes', [DOCTOR_SERVER], { scopes: [] });
  await create('for doctor and another server', [DOCTOR_SERVER, 'orders']);
  await create('for another server', ['orders']);
  await create('for every server', undefined);
  await create('of doctor, for too long', [DOCTOR_SERVER], { expiresAt: clock.ms + DOCTOR_KEY_MS + 1 });
  await create('of doctor, expired', [DOCTOR_SERVER], { expiresAt: clock.ms + 1 });
  await keys.revoke((await create('of doctor, revoked', [DOCTOR_SERVER])).id);
  await keys.rotate((await create('of doctor, rotated to live longer', [DOCTOR_SERVER])).id, {
    overlapMs: SHORT_MS,
    expiresAt: clock.ms + 86_400_000,
  });
  texts['that never existed'] = `${(texts['of doctor'] ?? '').slice(0, -6)}000000`;
  clock.ms += 2_000;
});
afterAll(() => deployment.close());

const issuers = () => [{ issuer: deployment.issuer }];
const STAGES: readonly (readonly [name: string, auth: () => Partial<AuthSettings>])[] = [
  ['tokens', () => ({ apiKeys: undefined, issuers: issuers() })],
  ['anonymous callers', () => ({ apiKeys: undefined, issuers: undefined, anonymous: { scopes: [] } })],
  ['tokens and anonymous callers', () => ({ apiKeys: undefined, issuers: issuers(), anonymous: { scopes: [] } })],
  ['keys', () => ({ apiKeys: true, issuers: undefined })],
  ['keys and tokens', () => ({ apiKeys: true, issuers: issuers() })],
  ['every method', () => ({ apiKeys: true, issuers: issuers(), anonymous: { scopes: [] } })],
];
const WITHOUT_KEYS = STAGES.slice(0, 3);

/** A stage's settings, without the methods that it does not have. */
function start(auth: Partial<AuthSettings>): HttpHandler {
  const present = Object.fromEntries(Object.entries(auth).filter(([, value]) => value !== undefined));
  const absent = Object.keys(auth).filter((name) => !(name in present));
  const all = { apiKeys: true, issuers: issuers(), audience: 'server', ...present };
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !absent.includes(name)));
  return deployment.start({}, { auth: kept as unknown as AuthSettings });
}

/** Lists and calls in every era, on both paths and in both forms of the path; the distinct outcomes. */
async function outcomes(handler: HttpHandler, key: string | undefined, server: string, headerName = 'x-api-key') {
  const found = new Set<string>();
  for (const era of ERAS) {
    for (const [method, params] of [
      ['tools/list', {}],
      ['tools/call', { name: server === DOCTOR_SERVER ? 'request' : 'find', arguments: {} }],
    ] as const) {
      for (const path of [`/mcp/${server}`, `/${server}/mcp/`]) {
        const { headers, body } = requestOf(era, method, params);
        const credential =
          key === undefined ? {} : { [headerName]: headerName === 'x-api-key' ? key : `Bearer ${key}` };
        const reply = await send(handler, { path, headers: { ...headers, ...credential }, body, streams: true });
        const { error } = reply.message ?? {};
        found.add(reply.status === 200 && error === undefined ? 'served' : `${reply.status} ${error?.message}`);
      }
    }
  }
  return [...found];
}

describe.each(STAGES)('on a stage that admits %s', (_name, auth) => {
  test.each(['x-api-key', 'authorization'])('the key opens the server of doctor, in %s', async (header) => {
    expect(await outcomes(start(auth()), texts['of doctor'], DOCTOR_SERVER, header)).toEqual(['served']);
  });

  test.each(OTHERS)('the key opens nothing of %s', async (server) => {
    const found = await outcomes(start(auth()), texts['of doctor'], server);

    const refusal = auth().apiKeys ? `404 Unknown MCP server: ${server}` : '401 Keys are not accepted here';
    expect(found).toEqual([refusal]);
  });

  test('nobody else sees the server: neither callers without credentials nor users', async () => {
    const handler = start(auth());
    const hidden = [`404 Unknown MCP server: ${DOCTOR_SERVER}`];

    expect(await outcomes(handler, undefined, DOCTOR_SERVER)).toEqual(
      auth().anonymous === undefined ? ['401 Credentials are required'] : hidden,
    );
    if (auth().issuers === undefined) return;
    const aud = ['/mcp/spillway-doctor', '/spillway-doctor/mcp/'].map((path) => `https://mcp.example.com${path}`);
    const token = deployment.token({ aud, scope: 'read spillway-doctor' });
    expect(await outcomes(handler, token, DOCTOR_SERVER, 'authorization')).toEqual(hidden);
  });
});

describe.each(WITHOUT_KEYS)('on a stage that admits %s, and no keys', (_name, auth) => {
  test.each([
    'for doctor and another server',
    'for another server',
    'for every server',
    'of doctor, for too long',
    'of doctor, expired',
    'of doctor, revoked',
    'that never existed',
  ])('a key %s is refused like any key, at every server', async (name) => {
    for (const server of [DOCTOR_SERVER, ...OTHERS]) {
      expect(await outcomes(start(auth()), texts[name], server)).toEqual(['401 Keys are not accepted here']);
    }
  });

  test('a key of doctor whose new secret lives for longer admits nobody by it', async () => {
    // The former secret ends within the time that doctor needs.
    const name = 'of doctor, rotated to live longer';
    expect(await outcomes(start(auth()), texts[name], DOCTOR_SERVER)).toEqual(['served']);
    deployment.clock.ms += SHORT_MS;
    expect(await outcomes(start(auth()), texts[name], DOCTOR_SERVER)).toEqual(['401 Keys are not accepted here']);
    deployment.clock.ms -= SHORT_MS;
  });

  test('keys cause no read at another server, and at most one each at the server of doctor', async () => {
    const handler = start(auth());
    const { reads } = deployment.table;
    reads.length = 0;
    for (const name of Object.keys(texts)) await outcomes(handler, texts[name], 'orders');
    expect(reads.filter((read) => read.startsWith('get KEYS'))).toEqual([]);

    await outcomes(handler, texts['for every server'], DOCTOR_SERVER);
    expect(reads.filter((read) => read.startsWith('get KEYS'))).toHaveLength(1);
  });

  test('the deny list names the key like any other', async () => {
    const { table, clock } = deployment;
    const entries = JSON.stringify([{ id: 'e', added: 0, issuedBefore: clock.ms + 1_000_000 }]);
    await table.putAll([{ pk: 'ACCESS', sk: 'deny', version: 1, entries }]);
    expect(await outcomes(start(auth()), texts['of doctor'], DOCTOR_SERVER)).toEqual([
      '401 The credentials are not valid any more',
    ]);
    await table.removeAll([{ pk: 'ACCESS', sk: 'deny' }]);
  });
});
