import { createApp } from '../../lambda/app.ts';
import { publish } from '../../lambda/catalog/publish/index.ts';
import type { JsonObject } from '../../lambda/json.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { SETTINGS } from '../support/settings.ts';
import { createTestState } from '../support/state.ts';
import { META, modern, modernHeaders, tool } from './protocol/support/server.ts';

const LISTEN = 'subscriptions/listen';
const NOTIFICATIONS = { notifications: { toolsListChanged: true } };

/** The functions `listen` and `stream` over one catalogue and one state. */
async function deploy() {
  const table = createMemoryTable();
  const documents = [
    { kind: 'Server' as const, server: 'test', subscriptions: { listChanged: true, maxSeconds: 1 } },
    tool(),
  ];
  await publish(table, { server: 'test', documents, prune: false });
  const state = createTestState();
  const { streams: _streams, ...ofCalls } = state;
  return {
    listen: createApp(SETTINGS, { table, state, onlyMethod: LISTEN }),
    stream: createApp(SETTINGS, { table, state: ofCalls }),
  };
}

const request = (body: unknown, headers: Record<string, string>) => ({
  method: 'POST',
  path: '/mcp/test',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
  remainingMs: 30_000,
  streams: true,
});

const listening = (headers = modernHeaders(LISTEN)) =>
  request(modern(LISTEN, { ...NOTIFICATIONS, _meta: META }), headers);

describe('the function listen', () => {
  test('opens a stream', async () => {
    const { listen } = await deploy();

    const { status, frames } = await listen(listening());

    expect(status).toBe(200);
    let text = '';
    for await (const chunk of frames?.chunks ?? []) text += chunk;
    expect(text).toContain('notifications/subscriptions/acknowledged');
    expect(text).toContain('"resultType":"complete"');
  });

  const call: JsonObject = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', arguments: {} } };
  test.each([
    ['a call of this era', modern('tools/call', { name: 'echo', arguments: {}, _meta: META }), modernHeaders(LISTEN)],
    ['a call of an older era, whose headers mean nothing', call, { 'mcp-method': LISTEN }],
    ['an answer to a question', { jsonrpc: '2.0', id: 1, result: {} }, { 'mcp-method': LISTEN }],
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }, { 'mcp-method': LISTEN }],
  ])('refuses %s under its header', async (_, body, headers) => {
    const { listen } = await deploy();

    const { status, body: text } = await listen(request(body, headers));

    expect([status, JSON.parse(text).error.code]).toEqual([400, -32020]);
  });
});

describe('the function stream', () => {
  // spec: basic/transports/streamable-http: 2026-07-28 requires the header, and no other revision has the method.
  test('refuses a subscription whose client sends no Mcp-Method header', async () => {
    const { stream } = await deploy();
    const { 'mcp-method': _method, ...headers } = modernHeaders(LISTEN);

    const { status, body } = await stream(listening(headers));

    expect([status, JSON.parse(body).error]).toEqual([
      400,
      { code: -32020, message: 'Header mismatch: the Mcp-Method header is required' },
    ]);
  });

  test('refuses one that a load balancer did not recognize by its header', async () => {
    const { stream } = await deploy();

    const { status, body, frames } = await stream(listening());

    expect([status, JSON.parse(body).error.code, frames]).toEqual([400, -32600, undefined]);
  });
});
