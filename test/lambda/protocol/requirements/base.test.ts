import type { JsonObject } from '../../../../lambda/json.ts';
import { ask, askOld, call, post, type Reply } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';
import { asksForName, CAN_BE_ASKED, EVERYTHING, METHODS } from './support/everything.ts';

const PREFIX = 'io.modelcontextprotocol/';

/** spec: basic/index#error-codes: JSON-RPC's own, and those that MCP defines. */
const CODES = [-32700, -32600, -32601, -32602, -32603, -32020, -32021, -32022];

const modern = (method: string, params: JsonObject, headers: Record<string, string | undefined> = {}) =>
  [method, params, headers] as const;

/** Everything that can go wrong with a request whose id can be read. */
const WRONG: readonly (readonly [what: string, request: ReturnType<typeof modern>])[] = [
  ['an unknown method', modern('tools/guess', {})],
  ['an unknown tool', modern('tools/call', { name: 'nope' })],
  ['an unknown prompt', modern('prompts/get', { name: 'nope' })],
  ['an unknown resource', modern('resources/read', { uri: 'note://nope' })],
  ['an unknown reference', modern('completion/complete', { ref: {}, argument: { name: 'a', value: '' } })],
  ['an unknown task', modern('tasks/get', { taskId: 'nope' })],
  ['a bad cursor', modern('tools/list', { cursor: 'nope' })],
  ['another version', modern('tools/list', {}, { 'mcp-protocol-version': '2031-01-01' })],
  ['a header that differs', modern('tools/list', {}, { 'mcp-method': 'prompts/list' })],
  ['a missing capability', modern('tools/call', { name: 'asks' })],
  ['a bug', modern('tools/call', { name: 'breaks' })],
];

/** Bodies whose id cannot be read. */
const UNREADABLE: readonly (readonly [what: string, body: string])[] = [
  ['no JSON', '{"jsonrpc":"2.0","id":1,'],
  ['an empty body', ''],
  ['an array', '[]'],
  ['an id that is null', '{"jsonrpc":"2.0","id":null,"method":"ping"}'],
];

async function everything() {
  const deployment = await deploy(...EVERYTHING, tool({ name: 'asks' }), tool({ name: 'breaks' }));
  const breaks = () => {
    throw new Error('a bug');
  };
  return { deployment, handler: deployment.instance({ runs: { asks: asksForName, breaks } }) };
}

async function wrong([method, params, headers]: ReturnType<typeof modern>): Promise<Reply> {
  const { handler } = await everything();
  return ask(handler, method, params, { id: 'the-id', headers });
}

describe('messages', () => {
  test('every answer is one JSON-RPC 2.0 message', async () => {
    const { handler } = await everything();
    const replies = await Promise.all([
      ...METHODS.map(([method, params]) => ask(handler, method, params)),
      ...WRONG.map(([, [method, params, headers]]) => ask(handler, method, params, { headers })),
      ...UNREADABLE.map(([, body]) => post(handler, body)),
      askOld(handler, 'ping'),
    ]);
    for (const { messages, response } of replies) {
      expect(messages).toHaveLength(1);
      expect(response.jsonrpc).toBe('2.0');
      expect(['result', 'error'].filter((key) => key in response)).toHaveLength(1);
    }
  });

  test.each(['null', '1.5', 'true', '{}', '["a"]'])('a request whose id is %s is refused', async (id) => {
    const { handler } = await everything();
    const { status, response } = await post(handler, `{"jsonrpc":"2.0","id":${id},"method":"tools/list","params":{}}`);
    expect(status).toBe(400);
    expect(response).toEqual({ jsonrpc: '2.0', error: { code: -32600, message: expect.any(String) } });
  });

  test.each([1, 0, -7, 'one', '', '"quoted" ☃'])('a result has the id of its request: %j', async (id) => {
    const { handler } = await everything();
    for (const [method, params] of METHODS) {
      expect((await ask(handler, method, params, { id })).response).toMatchObject({ id, result: {} });
    }
  });

  test.each([
    ['a cancellation', { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }],
    ['one that nobody knows', { jsonrpc: '2.0', method: 'notifications/guess' }],
    ['a method without an id', { jsonrpc: '2.0', method: 'tools/list' }],
  ])('a notification (%s) gets 202 and nothing more', async (_what, notification) => {
    const { handler } = await everything();
    const { status, text } = await post(handler, notification, { 'mcp-protocol-version': '2026-07-28' });
    expect({ status, text }).toEqual({ status: 202, text: '' });
  });
});

describe('results', () => {
  test.each(METHODS)('the result of %s has the type complete', async (method, params) => {
    const { handler } = await everything();
    expect((await ask(handler, method, params)).response.result.resultType).toBe('complete');
  });

  test('a call that needs input ends with input_required', async () => {
    const { handler } = await everything();
    const { status, response } = await call(handler, 'asks', {}, { capabilities: CAN_BE_ASKED });
    expect(status).toBe(200);
    expect(response.result).toMatchObject({ resultType: 'input_required', inputRequests: { name: {} } });
  });

  test.each(METHODS)('the result of %s says which server gave it', async (method, params) => {
    const { handler } = await everything();
    const { result } = (await ask(handler, method, params)).response;
    expect(result._meta[`${PREFIX}serverInfo`]).toMatchObject({ name: 'test', version: '1.2.3' });
  });
});

describe('errors', () => {
  test.each(WRONG)(
    'the error for %s has an integer code, a message and the id of its request',
    async (_what, request) => {
      const { response } = await wrong(request);
      expect(response).toMatchObject({ jsonrpc: '2.0', id: 'the-id', error: { message: expect.stringMatching(/./) } });
      expect(Number.isInteger(response.error.code)).toBe(true);
    },
  );

  test.each(WRONG)('the error for %s has a code that the specification defines', async (_what, request) => {
    expect(CODES).toContain((await wrong(request)).response.error.code);
  });

  test.each(UNREADABLE)('the error for %s has no id, as none could be read', async (_what, body) => {
    const { handler } = await everything();
    const { response } = await post(handler, body);
    expect(response).not.toHaveProperty('id');
    expect(response.error).toEqual({ code: expect.any(Number), message: expect.stringMatching(/./) });
  });
});

describe('statelessness', () => {
  test('what one request declared does not hold for the next', async () => {
    const { handler } = await everything();
    const declared = await call(handler, 'asks', {}, { capabilities: CAN_BE_ASKED });
    const undeclared = await call(handler, 'asks');
    expect(declared.response.result.resultType).toBe('input_required');
    expect(undeclared.response.error.code).toBe(-32021);
  });

  test('requests of many conversations at once are each answered as if alone', async () => {
    const { handler } = await everything();
    const requests = METHODS.flatMap(([method, params]) =>
      [1, 2, 3].map((n) => ({ method, params, id: `${method} ${n}` })),
    );
    const alone = new Map(
      await Promise.all(METHODS.map(async ([method, params]) => [method, await ask(handler, method, params)] as const)),
    );
    const together = await Promise.all(requests.map(({ method, params, id }) => ask(handler, method, params, { id })));
    for (const [at, { method, id }] of requests.entries()) {
      expect(together[at]?.response).toEqual({ ...alone.get(method)?.response, id });
    }
  });

  test('the next request may come to another instance', async () => {
    const deployment = await deploy(tool());
    const instance = () => deployment.instance({ runs: { greet: asksForName } });
    const first = await call(instance(), 'greet', {}, { capabilities: CAN_BE_ASKED });
    const { requestState } = first.response.result;
    const retry = {
      name: 'greet',
      arguments: {},
      requestState,
      inputResponses: { name: { action: 'accept', content: { name: 'Ada' } } },
    };
    const second = await ask(instance(), 'tools/call', retry, { capabilities: CAN_BE_ASKED });
    expect(second.response.result.content[0].text).toBe('{"name":"Ada"}');
  });
});

describe('_meta', () => {
  test.each(['protocolVersion', 'clientCapabilities'])(
    'a request without %s is refused with 400 and -32602',
    async (key) => {
      const { handler } = await everything();
      for (const [method, params] of METHODS) {
        const { status, response } = await ask(handler, method, params, { meta: { [PREFIX + key]: undefined } });
        expect(status).toBe(400);
        expect(response.error.code).toBe(-32602);
      }
    },
  );

  test('who the client says it is changes nothing', async () => {
    const { handler } = await everything();
    for (const [method, params] of METHODS) {
      const unnamed = await ask(handler, method, params);
      for (const name of ['claude', 'spillway', '']) {
        const named = await ask(handler, method, params, { meta: { [`${PREFIX}clientInfo`]: { name, version: '1' } } });
        expect(named.response).toEqual(unnamed.response);
      }
    }
  });

  test('unknown keys of the reserved kind are left alone', async () => {
    const { handler } = await everything();
    const meta = { [`${PREFIX}later`]: { a: 1 }, 'com.mcp/other': null, 'dev.example.mcp/x': [1] };
    for (const [method, params] of METHODS) {
      expect((await ask(handler, method, params, { meta })).response.result).toBeDefined();
    }
  });

  test('the keys that we put into _meta are well formed, and reserved for MCP', async () => {
    const { handler } = await everything();
    const replies = await Promise.all([
      ...METHODS.map(([method, params]) => ask(handler, method, params)),
      call(handler, 'asks', {}, { capabilities: CAN_BE_ASKED }),
    ]);
    for (const { response } of replies) {
      for (const key of Object.keys(response.result._meta))
        expect(key).toMatch(/^io\.modelcontextprotocol\/[a-zA-Z]+$/);
    }
  });
});
