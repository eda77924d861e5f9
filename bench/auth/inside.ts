/** Runs inside the bundle of `bench/auth.ts`: calls with and without credentials, in one process and in turns. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuthSettings } from '../../lambda/auth/settings.ts';
import { openTableReader } from '../../lambda/catalog/index.ts';
import { policiesKey, type StoredPolicy, storedAttributes } from '../../lambda/policy/index.ts';
import type { TableReader } from '../../lambda/table/index.ts';
import { apiGatewayEvent, type RpcRequest } from '../support/events.ts';
import { measureRounds, type Rounds, type Variant } from '../support/rounds.ts';
import { SETTINGS } from '../support/settings.ts';
import { Sink } from '../support/sink.ts';
import { tableLocation } from '../support/table.ts';
import { ANSWER_TEXT, ORDERS, SERVER } from '../support/workload.ts';
import { createEcho } from '../variants/echo.ts';
import { CONTEXT, type Handler } from '../variants/handler.ts';
import { createOurs } from '../variants/ours.ts';
import { createKeyTable, keyText } from './key-table.ts';

/** What the child sends. */
export interface AuthCosts {
  readonly rounds: Rounds;
  /** Reads of the partition of keys for each cold key, one figure per round. */
  readonly reads: readonly number[];
}

const EVENTS = 256;
const KEYS = 1_000_000;
const COLD_ROUNDS = 20;
/** An instance reads at most 50 unknown keys a second. */
const COLD_KEYS = 50;

const [endpoint = '', policies = '[]', named = ''] = process.argv.slice(2);
const catalogue = openTableReader(tableLocation(endpoint));
const keys = createKeyTable(KEYS, catalogue);
const { issuer, token } = await startIssuer();
const stored = JSON.parse(policies.replaceAll(named, issuer)) as readonly StoredPolicy[];

const auth: AuthSettings = { apiKeys: true, issuers: [{ issuer, groupsClaim: 'groups' }], audience: 'server' };
const anonymous: AuthSettings = { anonymous: { scopes: [] }, audience: 'server' };
const identity = async () => keys.identity;
const ours = (settings: AuthSettings, table: TableReader = keys.table, more: object = {}) =>
  createOurs({ ...SETTINGS, auth: settings }, { table, identity, ...more });

const withKey = { 'x-api-key': keyText(7) };
const withToken = { authorization: `Bearer ${token}` };
const variants = await Promise.all([
  variant('bare echo', createEcho(ORDERS)),
  variant('ours, anonymous', ours(anonymous)),
  variant('ours, anonymous, no look for policies', ours(anonymous, keys.table, { policiesOf: () => undefined })),
  variant('ours, cached key', ours(auth), withKey),
  variant('ours, cached token', ours(auth), withToken),
  variant('ours, cached token, 50 policies', ours(auth, withPolicies(keys.table)), withToken),
]);
const reads = await countColdReads();
const rounds = await measureRounds(variants, { rounds: 15, sliceMs: 120, warmUpMs: 700 });
process.send?.({ rounds, reads } satisfies AuthCosts);
process.disconnect();

/** Creates a variant and verifies its response. */
async function variant(name: string, handler: Handler, headers: RpcRequest['headers'] = {}): Promise<Variant> {
  const events = Array.from({ length: EVENTS }, (_, id) => eventOf(id, headers));
  const sink = new Sink();
  const call = async (number: number) => {
    const event = events[number % EVENTS];
    if (!event) throw new Error('unreachable: the number is below the length');
    sink.reset();
    await handler(event, sink, CONTEXT);
  };
  await call(7);
  verify(name, sink);
  return { name, call };
}

function eventOf(id: number, headers: RpcRequest['headers']) {
  const params = { name: ORDERS.name, arguments: ORDERS.argumentsOf(id) };
  return apiGatewayEvent({ id, method: 'tools/call', params, headers });
}

function verify(name: string, sink: Sink): void {
  const { result } = JSON.parse(sink.body());
  if (result?.isError !== undefined || result?.content[0].text !== ANSWER_TEXT) {
    throw new Error(`${name} returned a wrong response: ${sink.body()}`);
  }
}

/** Calls with keys that the instance has not seen, spread over the table. */
async function countColdReads(): Promise<readonly number[]> {
  const clock = { ms: Date.now() };
  const handler = ours(auth, keys.table, { now: () => clock.ms });
  const sink = new Sink();
  const samples: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    clock.ms += 1_001;
    const before = keys.reads();
    for (let i = 0; i < COLD_KEYS; i++) {
      const number = ((round * COLD_KEYS + i) * 7_919) % KEYS;
      sink.reset();
      await handler(eventOf(i, { 'x-api-key': keyText(number) }), sink, CONTEXT);
      verify('a cold key', sink);
    }
    samples.push((keys.reads() - before) / COLD_KEYS);
  }
  return samples;
}

function withPolicies(table: TableReader): TableReader {
  const { pk, sk } = policiesKey(SERVER);
  const item = { pk, sk, ...storedAttributes({ version: 1, policies: stored }) };
  return { ...table, get: async (key) => (key.pk === pk && key.sk === sk ? item : table.get(key)) };
}

/** Starts an issuer on this machine, which does not keep the process alive, and makes a token of it. */
async function startIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig' };
  const server = createServer(({ url }, response) => {
    const isKeys = url === '/keys';
    response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { issuer: origin, jwks_uri: `${origin}/keys` }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: origin,
    sub: '8f14e45f-ceea-467f-9a1c-2a7d5a7e9c11',
    aud: [`${SETTINGS.publicUrl}/mcp/${SERVER}`],
    client_id: 'https://agent.example.com/oauth/client.json',
    iat: seconds,
    exp: seconds + 3_600,
    jti: 'c20ad4d7-6fe9-7759-aa27-a0c99bff6710',
    scope: 'orders:read orders:write profile',
    groups: ['staff', 'everyone', 'engineering'],
  };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return { issuer: origin, token: `${input}.${signature.toString('base64url')}` };
}
