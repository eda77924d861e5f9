import type { JsonObject } from '../../../../lambda/json.ts';
import { createTestState, type TestState } from '../../../support/state.ts';
import {
  type Answer,
  createTestServer,
  legacy,
  META,
  modern,
  modernHeaders,
  NOW,
  type TestOptions,
  tool,
} from '../support/server.ts';

const TWO = { requestsPerSecond: 0.5, burst: 2 };
const KEY = 'key:abcdefghijkl';
const CALL = legacy('tools/call', { name: 'greet' });
const TASKS = {
  ...META,
  'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } },
};

let time: number;
let state: TestState;
beforeEach(() => {
  time = NOW;
  state = createTestState({ now: () => time });
});

function serverOf(options: TestOptions = {}, document: Parameters<typeof tool>[0] = {}) {
  return createTestServer([tool(document)], { caller: KEY, state, now: () => time, ...options });
}

function assertRefused(answer: Answer | undefined, seconds: number, words: RegExp): void {
  expect(answer?.status).toBe(429);
  expect(answer?.headers).toMatchObject({ 'content-type': 'application/json', 'retry-after': String(seconds) });
  expect(answer?.body).toMatchObject({ jsonrpc: '2.0', error: { code: -32603, data: { retryAfterSeconds: seconds } } });
  expect(answer?.body.error.message).toMatch(words);
}

describe('the rate of a key', () => {
  test('refuses an operation beyond it with words for the agent, on both paths, until the time that it names', async () => {
    for (const streams of [true, false]) {
      const server = serverOf({ limits: TWO, streams, caller: `${KEY}-${streams}` });
      expect((await server.post(CALL)).body.result.content[0].text).toBe('Hello');
      expect((await server.post(CALL)).status).toBe(200);

      const refused = await server.post(CALL);

      assertRefused(
        refused,
        2,
        /^Too many operations: your credentials are limited \(0\.5 a second, and 2 at once\)\. Nothing/,
      );
      expect(refused.body.id).toBe(1);
      expect(refused.frames).toBeUndefined();
      time += 2_000;
      expect((await server.post(CALL)).status).toBe(200);
    }
  });

  test('is one for all instances and servers, and each key has its own', async () => {
    const [one, other] = [serverOf({ limits: TWO }), serverOf({ limits: TWO })];
    await one.post(CALL);
    await other.post(CALL);

    assertRefused(await one.post(CALL), 2, /limited/);
    assertRefused(await other.post(CALL), 2, /limited/);
    expect((await serverOf({ limits: TWO, caller: 'key:other' }).post(CALL)).status).toBe(200);
    expect((await serverOf().post(CALL)).status).toBe(200);
  });

  test('is spoken of in the same words to a client of 2026-07-28', async () => {
    const server = serverOf({ limits: { requestsPerSecond: 1 } });
    const call = () =>
      server.post(modern('tools/call', { name: 'greet' }), modernHeaders('tools/call', { 'mcp-name': 'greet' }));
    expect((await call()).status).toBe(200);

    assertRefused(await call(), 1, /limited \(1 a second\)\. Nothing was done\. Wait 1 second, then try again$/);
  });

  test.each<[string, JsonObject]>([
    ['tools/call', { name: 'greet' }],
    ['tools/call', { name: 'unknown' }],
    ['prompts/get', { name: 'a' }],
    ['resources/read', { uri: 'file:///a' }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'a' }, argument: { name: 'a', value: '' } }],
    ['subscriptions/listen', { notifications: 'wrong' }],
    ['tasks/get', { taskId: 'a', _meta: TASKS }],
    ['tasks/update', { taskId: 'a', inputResponses: {}, _meta: TASKS }],
    ['tasks/cancel', { taskId: 'a', _meta: TASKS }],
  ])('counts %s %j', async (method, params) => {
    const server = serverOf({ limits: { requestsPerSecond: 1 } });
    const name = params.name ?? params.uri ?? params.taskId;
    const headers = modernHeaders(method, name === undefined ? {} : { 'mcp-name': String(name) });
    expect((await server.post(modern(method, params), headers)).status).not.toBe(429);

    assertRefused(await server.post(modern(method, params), headers), 1, /limited/);
  });

  test.each([['tools/list'], ['prompts/list'], ['resources/list'], ['resources/templates/list'], ['server/discover']])(
    'does not count %s, nor reads the table for it',
    async (method) => {
      const server = serverOf({ limits: { requestsPerSecond: 1 } });
      for (let count = 0; count < 3; count += 1) {
        expect((await server.post(modern(method), modernHeaders(method))).status).toBe(200);
      }
      expect([state.table.reads, state.table.items.size]).toEqual([[], 0]);
    },
  );

  test('does not count initialize, ping, notifications and requests that are only judged', async () => {
    const server = serverOf({ limits: { requestsPerSecond: 1 } });
    await server.post(legacy('initialize', { protocolVersion: '2025-11-25', capabilities: {} }));
    await server.post(legacy('ping'));
    await server.post({ jsonrpc: '2.0', method: 'tools/call', params: { name: 'greet' } });
    await serverOf({ limits: { requestsPerSecond: 1 }, request: { challenge: true } }).post(CALL);

    expect([state.table.reads, state.table.items.size]).toEqual([[], 0]);
  });

  test('counts each message of a batch, and refuses the messages beyond it alone', async () => {
    const server = serverOf({ limits: TWO });
    const batch = [1, 2, 3, 4].map((id) => legacy('tools/call', { name: 'greet' }, id)).concat(legacy('ping', {}, 5));

    const { status, body } = await server.post(batch);

    expect(status).toBe(200);
    expect(body.map((message: JsonObject) => (message.error as JsonObject | undefined)?.code ?? 'ok')).toEqual([
      'ok',
      'ok',
      -32603,
      -32603,
      'ok',
    ]);
    expect(body[2].error.data).toEqual({ retryAfterSeconds: 2 });
  });

  test('that cannot be checked refuses the operation with 503, and nothing runs', async () => {
    let runs = 0;
    const run = () => {
      runs += 1;
      return { content: [] };
    };
    const server = serverOf({ limits: TWO, run });
    const { StateUnavailable } = await import('../../../../lambda/state/index.ts');
    state.table.failure = new StateUnavailable('away');

    const { status, headers, body } = await server.post(CALL);

    expect({ status, wait: headers['retry-after'], code: body.error.code, runs }).toEqual({
      status: 503,
      wait: '5',
      code: -32603,
      runs: 0,
    });
    state.table.failure = undefined;
    expect((await server.post(CALL)).status).toBe(200);
  });

  test('costs a caller and a tool without limits nothing: no read, no write', async () => {
    await serverOf().post(CALL);
    await serverOf({ isAnonymous: true }).post(CALL);
    await serverOf({ limits: {} }).post(CALL);
    expect([state.table.reads, state.table.items.size]).toEqual([[], 0]);
  });
});

describe('the rate of an address', () => {
  const from = (address: string | undefined) =>
    serverOf({ isAnonymous: true, anonymousRate: { requestsPerSecond: 1 }, request: { address } }).post(CALL);

  test('limits callers without credentials, each address by itself', async () => {
    expect((await from('203.0.113.7')).status).toBe(200);

    assertRefused(await from('203.0.113.7'), 1, /^Too many operations: callers without credentials at your address/);
    expect((await from('203.0.113.8')).status).toBe(200);
    expect((await from('2001:db8::1')).status).toBe(200);
    expect((await from('2001:db8::ffff:2')).status).toBe(429);
    expect((await from(undefined)).status).toBe(200);
    expect((await from('nonsense')).status).toBe(429);
  });

  test('does not limit callers with credentials', async () => {
    const server = serverOf({ anonymousRate: { requestsPerSecond: 1 }, request: { address: '203.0.113.7' } });
    for (let count = 0; count < 3; count += 1) expect((await server.post(CALL)).status).toBe(200);
  });
});

describe('the rate of a tool', () => {
  const LIMITED = { limits: { requestsPerSecond: 1, burst: 2 } };

  test('is shared by all its callers, and tells them apart from no other tool', async () => {
    const server = createTestServer([tool(LIMITED), tool({ name: 'other', ...LIMITED })], { state, now: () => time });
    await serverOf({ caller: 'key:a' }, LIMITED).post(CALL);
    await serverOf({ isAnonymous: true }, LIMITED).post(CALL);

    assertRefused(
      await server.post(CALL),
      1,
      /^Too many calls: tool greet is limited for all callers together \(1 a second, and 2 at once\)/,
    );
    expect((await server.post(legacy('tools/call', { name: 'other' }))).status).toBe(200);
  });

  test('is hidden with its tool, and costs nothing then', async () => {
    const server = serverOf({}, { ...LIMITED, scopes: ['secret'] });
    for (let count = 0; count < 3; count += 1) {
      expect((await server.post(CALL)).body.error.message).toBe('Unknown tool: greet');
    }
    expect(state.table.items.size).toBe(0);
  });

  test('counts a task when it is created', async () => {
    const server = serverOf({}, { limits: { requestsPerSecond: 1 }, task: 'required' });
    const call = () =>
      server.post(
        modern('tools/call', { name: 'greet', _meta: TASKS }),
        modernHeaders('tools/call', { 'mcp-name': 'greet' }),
      );
    expect((await call()).body.result.resultType).toBe('task');

    assertRefused(await call(), 1, /tool greet/);
    expect(state.started).toHaveLength(1);
  });
});

describe('operations in progress', () => {
  /** A target that ends when the test says so. */
  function held() {
    const waiting: (() => void)[] = [];
    const run = async () => {
      await new Promise<void>((resolve) => void waiting.push(resolve));
      return { content: [] };
    };
    return { waiting, run };
  }

  const until = async (isDone: () => boolean) => {
    while (!isDone()) await new Promise((resolve) => setImmediate(resolve));
  };

  test.each<[string, TestOptions, Parameters<typeof tool>[0], RegExp]>([
    [
      'of a caller',
      { limits: { concurrentStreams: 1 } },
      {},
      /^Too many operations in progress: your credentials .*1 at once/,
    ],
    ['of a tool', {}, { limits: { concurrentCalls: 1 } }, /^Too many calls in progress: tool greet is limited/],
  ])(
    '%s are as many as allowed, at all instances together, and free again at their end',
    async (_, options, document, words) => {
      // Prepare
      const { waiting, run } = held();
      const one = serverOf({ ...options, run }, document).post(CALL);
      await until(() => waiting.length === 1);

      // Act
      const refused = await serverOf({ ...options, run }, document).post(CALL);
      waiting[0]?.();
      const ended = await one;
      const next = serverOf({ ...options, run }, document).post(CALL);
      await until(() => waiting.length === 2);
      waiting[1]?.();

      // Assess
      assertRefused(refused, 5, words);
      expect(ended.status).toBe(200);
      expect((await next).status).toBe(200);
    },
  );

  test('count a stream until its last frame, also when it is closed before or fails', async () => {
    async function* parts() {
      yield { type: 'progress', progress: 1 } as const;
      yield { type: 'result', result: { content: [] } } as const;
    }
    const options = { limits: { concurrentStreams: 1 }, run: parts };
    const params = { name: 'greet', _meta: { progressToken: 1 } };
    const post = () => serverOf(options).post(legacy('tools/call', params), { accept: 'text/event-stream' });

    const first = await post();
    assertRefused(await post(), 5, /1 at once/);
    for await (const _frame of first.frames ?? []) assertRefused(await post(), 5, /1 at once/);

    const second = await post();
    for await (const _frame of second.frames ?? []) break;
    const third = await post();
    expect(third.frames).toBeDefined();
    for await (const _frame of third.frames ?? []) break;
  });

  test('are free again after a failure', async () => {
    const run = () => {
      throw new Error('bug');
    };
    const server = serverOf({ limits: { concurrentStreams: 1 }, run });
    await server.post(CALL);
    expect((await server.post(CALL)).status).toBe(200);
    expect((await server.post(legacy('prompts/get', { name: 'unknown' }))).status).toBe(200);
    expect((await server.post(CALL)).status).toBe(200);
  });

  test('do not count lists, and batches take one at a time', async () => {
    const { waiting, run } = held();
    const server = serverOf({ limits: { concurrentStreams: 1 }, run });
    const batch = server.post([legacy('tools/call', { name: 'greet' }, 1), legacy('tools/call', { name: 'greet' }, 2)]);
    await until(() => waiting.length === 1);
    expect((await server.post(legacy('tools/list'))).status).toBe(200);
    waiting[0]?.();
    await until(() => waiting.length === 2);
    waiting[1]?.();
    const { body } = await batch;
    expect(body.map((message: JsonObject) => message.result !== undefined)).toEqual([true, true]);
  });
});
