import { createSecretKey } from 'node:crypto';
import { createApp } from '../../../lambda/app.ts';
import { createCallAudit, type LogEvent } from '../../../lambda/audit/calls/index.ts';
import { applyLoaded, parseDocuments } from '../../../lambda/catalog/publish/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import { createLog } from '../../../lambda/telemetry/index.ts';
import { createMemoryTable } from '../../support/memory-table.ts';
import { SETTINGS } from '../../support/settings.ts';
import { createTestState } from '../../support/state.ts';
import { META, modern, modernHeaders } from '../protocol/support/server.ts';

const DOCUMENTS = `kind: Server
server: test
title: Test
stepUp: [admin]
---
kind: Tool
server: test
name: refund
description: d
input: { type: object, properties: { amount: { type: integer }, note: { type: string } }, required: [amount] }
target: { type: static, text: done }
---
kind: Tool
server: test
name: fails
description: d
input: { type: object }
target: { type: static, text: no, isError: true }
---
kind: Tool
server: test
name: purge
description: d
scopes: [admin]
input: { type: object }
target: { type: static, text: gone }
---
kind: Tool
server: test
name: hidden
description: d
scopes: [root]
input: { type: object }
target: { type: static, text: gone }
---
`;
const POLICY = `kind: Policy
server: test
name: small
policy: |
  permit(principal, action, resource) unless { action == Action::"tool:refund" && context.input.amount > 100 };
`;

/** A function that audits calls, and everything that reaches the log. */
async function deploy({ policies = '' } = {}) {
  const table = createMemoryTable();
  const stored: LogEvent[] = [];
  const logged: string[] = [];
  const service = { failure: undefined as Error | undefined, requestsBefore: 0 };
  const clock = { now: Date.parse('2026-11-26T12:00:00Z') };
  const now = () => clock.now;
  const key = createSecretKey('k'.repeat(64), 'utf8');
  const calls = createCallAudit({
    put: async (events) => {
      if (service.failure && service.requestsBefore-- <= 0) throw service.failure;
      stored.push(...events);
    },
    keys: { keys: async () => ({ current: key, previous: undefined }), newerThan: async () => undefined },
    now,
    log: createLog((line) => void logged.push(line)),
  });
  await applyLoaded(parseDocuments('a.yaml', DOCUMENTS + policies), { table, targets: targetTypes });
  const app = createApp(SETTINGS, { table, state: createTestState(), now, calls });
  const lines = () => stored.map(({ message }) => JSON.parse(message) as JsonObject);
  const post = (method: string, params: JsonObject = {}, server = 'test') =>
    send(modern(method, { ...params, _meta: META }), server, {
      ...modernHeaders(method),
      ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
    });
  const send = async (body: unknown, server: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await app({
      method: 'POST',
      path: `/mcp/${server}`,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      remainingMs: 30_000,
      requestId: 'request-1',
      streams: true,
    });
    const atResponse = lines();
    await response.afterwards?.();
    return { status: response.status, body: response.body, headers: response.headers, atResponse };
  };
  const call = (name: string, args: JsonObject = {}) => post('tools/call', { name, arguments: args });
  const batch = (names: readonly string[], server = 'test', headers = {}) =>
    send(
      names.map((name, id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } })),
      server,
      headers,
    );
  return { post, call, batch, lines, stored, service, logged, clock };
}

test('the decision is stored before the call ends, and the outcome after the response', async () => {
  const { call, lines } = await deploy();

  const { status, body, atResponse } = await call('refund', { amount: 7 });

  const shared = {
    call: expect.stringMatching(/^[\w-]{16}$/),
    principal: { kind: 'anonymous', id: 'anonymous' },
    server: 'test',
    method: 'tools/call',
    name: 'refund',
    requestId: 'request-1',
  };
  const decision = { at: '2026-11-26T12:00:00.000Z', event: 'decision', ...shared, decision: 'allowed' };
  expect(status).toBe(200);
  expect(atResponse).toEqual([{ ...decision, arguments: expect.stringMatching(/^[\w-]{43}$/) }]);
  expect(lines().slice(1)).toEqual([
    {
      at: '2026-11-26T12:00:00.000Z',
      event: 'outcome',
      ...shared,
      outcome: 'done',
      status: 200,
      bytes: Buffer.byteLength(body),
      isError: false,
      durationMs: 0,
    },
  ]);
  expect(lines()[0]?.call).toBe(lines()[1]?.call);
});

test('equal arguments have equal digests, in any order, and no argument value is in the log', async () => {
  const { call, lines, stored } = await deploy();

  await call('refund', { amount: 4711, note: 'a secret note' });
  await call('refund', { note: 'a secret note', amount: 4711 });
  await call('refund', { note: 'a secret note', amount: 4712 });

  const digests = lines().flatMap(({ arguments: digest }) => digest ?? []);
  expect(digests).toHaveLength(3);
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
  expect(JSON.stringify(stored)).not.toMatch(/4711|secret note/);
});

test('a call whose decision cannot be stored does not run, and gets 503', async () => {
  const { call, lines, service } = await deploy();
  service.failure = new Error('throttled');

  const { status, body } = await call('refund', { amount: 7 });
  expect(status).toBe(503);
  expect(body).not.toContain('done');
  expect(body).not.toContain('throttled');

  service.failure = undefined;
  await call('fails');
  // The line of the call that did not run does not come later.
  expect(lines().map(({ name }) => name)).toEqual(['fails', 'fails']);
});

test('an outcome that cannot be stored is stored with the next record', async () => {
  const { call, lines, service, logged, clock } = await deploy();
  service.failure = new Error('throttled');
  // The first request stores the decision.
  service.requestsBefore = 1;
  await call('refund', { amount: 7 });
  expect(lines().map(({ event }) => event)).toEqual(['decision']);
  expect(logged.join()).toContain('the audit of calls cannot be written');

  service.failure = undefined;
  clock.now += 1_000;
  await call('fails');
  expect(lines().map(({ event, outcome }) => [event, outcome])).toEqual([
    ['decision', undefined],
    ['outcome', 'done'],
    ['decision', undefined],
    ['outcome', 'failed'],
  ]);
});

test('calls that do not run are recorded once, with what they lack', async () => {
  const { call, post, lines } = await deploy();

  await call('purge');
  const hidden = await call('hidden');
  const unknown = await call('unknown');
  await post('tools/call', { name: 'refund', arguments: {} }, 'nowhere');
  await post('prompts/get', { name: 'a\u001b[31m\u202e' });
  await post('tools/list');

  expect(lines().map(({ decision, server, name, scopes, code }) => [decision, server, name, scopes, code])).toEqual([
    ['missing-scopes', 'test', 'purge', ['admin'], undefined],
    ['refused', 'test', 'hidden', undefined, -32602],
    ['refused', 'test', 'unknown', undefined, -32602],
    ['refused', 'nowhere', 'refund', undefined, -32602],
    ['refused', 'test', 'a[31m', undefined, expect.any(Number)],
  ]);
  expect(hidden.body.replaceAll('hidden', 'unknown')).toBe(unknown.body);
});

describe('each call of a batch that does not run is recorded', () => {
  test('if the batch is refused as a whole', async () => {
    const { batch, lines } = await deploy();

    await batch(['fails', 'fails'], 'nowhere');
    await batch(['fails', 'purge'], 'test', { 'mcp-method': 'tools/call' });

    expect(lines().map(({ decision, server, name, code }) => [decision, server, name, code])).toEqual([
      ['refused', 'nowhere', 'fails', -32602],
      ['refused', 'nowhere', 'fails', -32602],
      ['refused', 'test', 'fails', -32020],
      ['refused', 'test', 'purge', -32020],
    ]);
  });

  test('if the responses before it fill the document', async () => {
    const large = `kind: Tool
server: test
name: large
description: d
input: { type: object }
limits: { resultBytes: 400000 }
target: { type: static, text: ${'x'.repeat(280_000)} }
---
`;
    const { batch, lines } = await deploy({ policies: large });

    await batch([...Array<string>(4).fill('large'), 'fails', 'fails']);

    expect(lines().flatMap(({ decision, name }) => (decision === undefined ? [] : [[decision, name]]))).toEqual([
      ...Array(4).fill(['allowed', 'large']),
      ['refused', 'fails'],
      ['refused', 'fails'],
    ]);
  });
});

test('arguments that policies deny are told apart from failures', async () => {
  const { call, lines } = await deploy({ policies: POLICY });

  await call('refund', { amount: 7 });
  await call('refund', { amount: 700 });
  await call('fails');

  expect(lines().flatMap(({ event, outcome, isError }) => (event === 'outcome' ? [[outcome, isError]] : []))).toEqual([
    ['done', false],
    ['denied', true],
    ['failed', true],
  ]);
});

test('what callers write is bounded', async () => {
  const { post, stored } = await deploy();

  await post('tools/call', { name: 'x'.repeat(500_000), arguments: {} });

  expect(stored).toHaveLength(1);
  expect(stored[0]?.message.length).toBeLessThan(2_000);
});

test.each([1, 2, 3])(
  'of two calls at once, one runs only if its own line is stored (request %i fails)',
  async (failing) => {
    const stored: string[] = [];
    let requests = 0;
    const calls = createCallAudit({
      put: async (events) => {
        requests += 1;
        const fails = requests === failing;
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (fails) throw new Error('away');
        stored.push(...events.map(({ message }) => String((JSON.parse(message) as JsonObject).name)));
      },
      keys: { keys: () => Promise.reject(new Error('no call here has arguments')), newerThan: async () => undefined },
      now: () => Date.parse('2026-11-26T12:00:00Z'),
      log: createLog(() => {}),
    });
    const callOf = (name: string) =>
      ({ principal: { kind: 'key', id: 'key|a' }, server: 'test', method: 'tools/call', name }) as const;
    // More than one request holds.
    for (let index = 0; index < 150; index += 1) {
      calls.refused(callOf('earlier'), { decision: 'refused', code: -32602 }, {});
    }

    const ended = await Promise.allSettled(['a', 'b'].map((name) => calls.allowed(callOf(name))));
    await calls.flush();

    const runs = ['a', 'b'].filter((_, index) => ended[index]?.status === 'fulfilled');
    expect(stored.filter((name) => name !== 'earlier').sort()).toEqual(runs);
    expect(stored.filter((name) => name === 'earlier')).toHaveLength(150);
  },
);

test('a stage that does not audit calls records none', async () => {
  const table = createMemoryTable();
  const app = createApp(SETTINGS, { table, state: createTestState() });

  const response = await app({
    method: 'POST',
    path: '/mcp/test',
    headers: { 'content-type': 'application/json', ...modernHeaders('tools/list') },
    body: JSON.stringify(modern('tools/list', { _meta: META })),
    remainingMs: 30_000,
    streams: true,
  });

  expect(response).not.toHaveProperty('afterwards');
});
