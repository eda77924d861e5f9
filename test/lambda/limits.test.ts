import { createApp } from '../../lambda/app.ts';
import { publish } from '../../lambda/catalog/publish/index.ts';
import { fromAlb, fromApiGateway, type HttpHandler } from '../../lambda/edge/index.ts';
import type { JsonObject } from '../../lambda/json.ts';
import type { FunctionSettings } from '../../lambda/settings.ts';
import { KEYS_START, openTestKeys } from '../support/api-keys.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { SETTINGS } from '../support/settings.ts';
import { createTestState } from '../support/state.ts';
import { legacy, META, modern, modernHeaders, tool } from './protocol/support/server.ts';

const CONTEXT = { getRemainingTimeInMillis: () => 30_000 };
const CALL = legacy('tools/call', { name: 'greet' });
const LISTEN = 'subscriptions/listen';
const LISTENING = modern(LISTEN, { notifications: { toolsListChanged: true }, _meta: META });

/** The functions of a stage over one catalogue, one set of keys and one state. */
async function deploy(settings: Partial<FunctionSettings> = {}) {
  const table = createMemoryTable();
  const documents = [
    { kind: 'Server' as const, server: 'test', subscriptions: { listChanged: true, maxSeconds: 1 } },
    tool(),
  ];
  await publish(table, { server: 'test', documents, prune: false });
  const keys = openTestKeys(table);
  const state = createTestState({ now: () => keys.time });
  const auth = { apiKeys: true, anonymous: { scopes: [] }, audience: 'server' } as const;
  const options = { table, state, now: () => keys.time, identity: async () => keys.identity };
  const start = (onlyMethod?: string) =>
    createApp({ ...SETTINGS, auth, ...settings }, { ...options, ...(onlyMethod !== undefined && { onlyMethod }) });
  return { keys, state, start };
}

const rest = (app: HttpHandler, body: JsonObject, headers: Readonly<Record<string, string>>) =>
  app(
    fromApiGateway(
      {
        httpMethod: 'POST',
        pathParameters: { proxy: 'mcp/test' },
        headers: { 'Content-Type': 'application/json', ...headers },
        requestContext: { identity: { sourceIp: '10.0.0.4' } },
        body: JSON.stringify(body),
        isBase64Encoded: false,
      },
      CONTEXT,
    ),
  );

const alb = (app: HttpHandler, body: JsonObject, headers: Readonly<Record<string, string>>) =>
  app(
    fromAlb(
      {
        requestContext: { elb: { targetGroupArn: 'arn' } },
        httpMethod: 'POST',
        path: '/mcp/test',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        isBase64Encoded: false,
      },
      CONTEXT,
    ),
  );

test('a key has one limit on both paths and at all functions; a page reads when to try again', async () => {
  // Prepare
  const { keys, start } = await deploy();
  const { key: text } = await keys.create({ limits: { requestsPerSecond: 0.5, burst: 2 } });
  const headers = { Authorization: `Bearer ${text}`, Origin: 'https://mcp.example.com' };

  // Act
  const first = [await rest(start(), CALL, headers), await alb(start(), CALL, { 'X-Api-Key': text })];
  const refused = [await rest(start(), CALL, headers), await alb(start(), CALL, headers)];

  // Assess
  expect(first.map(({ status }) => status)).toEqual([200, 200]);
  for (const { status, headers: sent, body, frames } of refused) {
    expect({ status, frames }).toEqual({ status: 429, frames: undefined });
    expect(sent).toMatchObject({
      'retry-after': '2',
      'access-control-expose-headers': expect.stringContaining('Retry-After'),
    });
    expect(JSON.parse(body)).toMatchObject({ id: 1, error: { code: -32603, data: { retryAfterSeconds: 2 } } });
  }
  keys.time = KEYS_START + 2_000;
  expect((await rest(start(), CALL, headers)).status).toBe(200);
});

test('a rotated key keeps its limit', async () => {
  const { keys, start } = await deploy();
  const { key: text, id } = await keys.create({ limits: { requestsPerSecond: 0.5, burst: 1 } });
  expect((await rest(start(), CALL, { 'X-Api-Key': text })).status).toBe(200);

  const rotated = await keys.store.rotate(id, { overlapMs: 60_000 });

  expect((await rest(start(), CALL, { 'X-Api-Key': rotated.key })).status).toBe(429);
});

test('a stage limits addresses without credentials, by what the load balancer wrote', async () => {
  const limits = { ...SETTINGS.limits, anonymous: { requestsPerSecond: 1 } };
  const { keys, start } = await deploy({ limits });
  const from = (hops: string, more = {}) => rest(start(), CALL, { 'X-Forwarded-For': hops, ...more });
  const { key: text } = await keys.create();

  expect((await from('203.0.113.7')).status).toBe(200);
  expect((await from('198.51.100.9, 203.0.113.7')).status).toBe(429);
  expect((await from('198.51.100.9, 203.0.113.7, 10.0.0.4')).status).toBe(429);
  expect((await from('203.0.113.7, 203.0.113.8')).status).toBe(200);
  expect((await from('203.0.113.7', { 'X-Api-Key': text })).status).toBe(200);
});

test('a key opens no more subscriptions and calls at once than it may', async () => {
  const { keys, state, start } = await deploy();
  const { key: text } = await keys.create({ limits: { concurrentStreams: 1 } });
  const open = () => rest(start(LISTEN), LISTENING, { ...modernHeaders(LISTEN), 'X-Api-Key': text });

  const first = await open();
  expect(first.frames).toBeDefined();
  const refused = await open();
  expect({ status: refused.status, wait: refused.headers['retry-after'] }).toEqual({ status: 429, wait: '5' });
  expect((await rest(start(), CALL, { 'X-Api-Key': text })).status).toBe(429);

  for await (const _chunk of first.frames?.chunks ?? []) break;
  expect((await rest(start(), CALL, { 'X-Api-Key': text })).status).toBe(200);
  // The refused one took no stream of the deployment.
  expect([...state.table.items.values()].filter(({ pk }) => pk === 'L#listen')).toHaveLength(1);
});
