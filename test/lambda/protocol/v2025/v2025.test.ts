import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { createTestServer, INFO, legacy, NOW, tool } from '../support/server.ts';

// spec: 2025-03-26 schema Implementation
const { title: _title, ...WITHOUT_TITLE } = INFO;

const AT = (version: string) => ({ 'mcp-protocol-version': version });

describe('2025: initialize', () => {
  test.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-10-07', '2025-11-25'],
    ['2026-07-28', '2025-11-25'],
  ])('a client that asks for %s gets %s, and no session', async (asked, given) => {
    const params = { protocolVersion: asked, capabilities: {}, clientInfo: { name: 'c', version: '1' } };

    const answer = await createTestServer([]).post(legacy('initialize', params));

    expect(answer.status).toBe(200);
    expect(answer.headers['mcp-session-id']).toBeUndefined();
    expect(answer.body.result).toEqual({
      protocolVersion: given,
      capabilities: { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} },
      serverInfo: given === '2025-03-26' ? WITHOUT_TITLE : INFO,
      instructions: 'Be kind.',
    });
  });

  test('without a version it is invalid', async () => {
    const answer = await createTestServer([]).post(legacy('initialize', {}));
    expect(answer.body.error.code).toBe(-32602);
  });
});

describe('2025: everything after it, with or without it', () => {
  test('notifications are accepted', async () => {
    const answer = await createTestServer([]).post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(answer).toMatchObject({ status: 202, text: '' });
  });

  test('ping is answered with an empty result', async () => {
    const answer = await createTestServer([]).post(legacy('ping'), AT('2025-06-18'));
    expect(answer.body).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  test('a list carries nothing of the later revision', async () => {
    const server = createTestServer([tool()]);
    const first = await server.post(legacy('tools/list'), AT('2025-11-25'));
    const second = await server.post(legacy('tools/list', { cursor: 'two' }), AT('2025-11-25'));
    expect(Object.keys(first.body.result)).toEqual(['tools', 'nextCursor']);
    expect(Object.keys(second.body.result)).toEqual(['tools']);
    expect(JSON.parse(`"${first.escapedText}"`)).toBe(first.text);
  });

  test.each(['2025-11-25', '2025-06-18', '2025-03-26'])('a call under %s has a bare result', async (version) => {
    const answer = await createTestServer([tool()]).post(legacy('tools/call', { name: 'greet' }), AT(version));
    expect(answer.body).toEqual({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'Hello' }] } });
  });

  test('a call without a version header is served', async () => {
    const answer = await createTestServer([tool()]).post(
      legacy('tools/call', { name: 'greet', _meta: { progressToken: 1 } }),
    );
    expect(answer.body.result.content[0].text).toBe('Hello');
  });

  test('logging/setLevel is accepted for a level that there is', async () => {
    const server = createTestServer([]);
    const known = await server.post(legacy('logging/setLevel', { level: 'warning' }), AT('2025-11-25'));
    expect(known.body.result).toEqual({});
    const unknown = await server.post(legacy('logging/setLevel', { level: 'loud' }), AT('2025-11-25'));
    expect(unknown.body.error.code).toBe(-32602);
  });

  test.each(['resources/subscribe', 'resources/unsubscribe'])('%s is taken, and of no effect', async (method) => {
    const server = createTestServer([]);
    expect((await server.post(legacy(method, { uri: 'a://b' }), AT('2025-11-25'))).body.result).toEqual({});
    expect((await server.post(legacy(method, {}), AT('2025-11-25'))).body.error.code).toBe(-32602);
  });

  test('a tool that only runs as a task says so to the agent', async () => {
    const server = createTestServer([tool({ task: 'required' })]);
    const { body } = await server.post(legacy('tools/call', { name: 'greet' }), AT('2025-11-25'));
    expect(body.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('2026-07-28') }] });
  });

  test.each(['server/nonsense', 'tasks/get', 'nonsense'])('%s is not offered, in band', async (method) => {
    const answer = await createTestServer([]).post(legacy(method), AT('2025-11-25'));
    expect(answer).toMatchObject({ status: 200, body: { id: 1, error: { code: -32601 } } });
  });

  test('an unsupported version header is refused with 400', async () => {
    const answer = await createTestServer([]).post(legacy('ping'), AT('2024-10-07'));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: -32022 } } });
  });
});

describe('2025-03-26: batches', () => {
  test('each request of a batch is answered, each on its own, and notifications are not', async () => {
    const batch = [
      legacy('ping', undefined, 'a'),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      legacy('nonsense', undefined, 'b'),
      { id: 'c', method: 'no version' },
    ];
    const answer = await createTestServer([]).post(batch);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject([
      { id: 'a', result: {} },
      { id: 'b', error: { code: -32601 } },
      { id: 'c', error: { code: -32600 } },
    ]);
  });

  test('the calls of a batch share the time of one invocation', async () => {
    let time = NOW;
    const deadlines: number[] = [];
    const run: PreparedTarget = async (_args, { deadline }) => {
      deadlines.push(deadline - NOW);
      time += 12_000;
      return { content: [] };
    };
    const calls = [1, 2, 3].map((id) => legacy('tools/call', { name: 'greet' }, id));
    await createTestServer([tool()], { run, now: () => time }).post(calls);
    // Each may take 10 s; the host ends the function after 30 s, of which one is for the goodbye.
    expect(deadlines).toEqual([10_000, 22_000, 29_000]);
  });

  test('a batch of notifications is accepted without a body', async () => {
    const answer = await createTestServer([]).post([{ jsonrpc: '2.0', method: 'notifications/initialized' }]);
    expect(answer).toMatchObject({ status: 202, text: '' });
  });

  test.each([
    ['an empty one', [], {}],
    ['one of 51', Array.from({ length: 51 }, () => legacy('ping')), {}],
    ['one under a later revision', [legacy('ping')], AT('2025-06-18')],
  ])('%s is refused', async (_which, batch, headers) => {
    const answer = await createTestServer([]).post(batch, headers as Record<string, string>);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
    expect(answer.body).not.toHaveProperty('id');
  });
});
