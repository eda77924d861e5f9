import type { Parts } from '../../../../lambda/targets/parts.ts';
import { askOld, post } from './support/agent.ts';
import { deploy, SERVER } from './support/deployment.ts';
import { tool } from './support/documents.ts';

/** spec: 2025-11-25 basic/transports#streamable-http */

const VERSION = { 'mcp-protocol-version': '2025-11-25' };

async function* works(): Parts {
  yield { type: 'progress', progress: 1 };
  yield { type: 'result', result: { content: [{ type: 'text', text: 'done' }] } };
}

async function server() {
  return (await deploy(tool(), tool({ name: 'works' }))).instance({ runs: { works } });
}

test('POST is answered, and GET is 405', async () => {
  const handler = await server();
  expect((await askOld(handler, 'tools/list')).status).toBe(200);
  for (const method of ['GET', 'DELETE']) {
    const headers = { accept: 'text/event-stream', ...VERSION, 'mcp-session-id': 'a' };
    const response = await handler({
      method,
      path: `/mcp/${SERVER}`,
      headers,
      body: '',
      remainingMs: 1_000,
      streams: true,
    });
    expect(response).toMatchObject({ status: 405, headers: { allow: 'POST, OPTIONS' } });
    expect(response.frames).toBeUndefined();
  }
});

test.each([
  ['no JSON', '{'],
  ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]'],
  ['no message', '{"jsonrpc":"2.0"}'],
  ['a text', '"ping"'],
])('a body that is %s is refused', async (_what, body) => {
  const { status, response } = await post(await server(), body, VERSION);
  expect(status).toBe(400);
  expect(response).not.toHaveProperty('id');
});

test.each(['notifications/initialized', 'notifications/cancelled', 'notifications/roots/list_changed'])(
  'a %s gets 202 and nothing more',
  async (method) => {
    const { status, text, headers } = await post(await server(), { jsonrpc: '2.0', method }, VERSION);
    expect({ status, text }).toEqual({ status: 202, text: '' });
    expect(headers).not.toHaveProperty('content-type');
  },
);

test('a response to nothing is refused with 400', async () => {
  for (const id of [1, 'nope', `q-${'a'.repeat(24)}`]) {
    const { status } = await post(await server(), { jsonrpc: '2.0', id, result: {} }, VERSION);
    expect(status).toBe(400);
  }
});

test('an answer is one JSON object or a stream of events', async () => {
  const handler = await server();
  const plain = await askOld(handler, 'tools/call', { name: 'works' });
  const streamed = await askOld(handler, 'tools/call', { name: 'works', _meta: { progressToken: 1 } });
  expect([plain, streamed].map(({ headers }) => headers['content-type'])).toEqual([
    'application/json',
    'text/event-stream',
  ]);
  expect(plain.response).toEqual(streamed.response);
});

test('a stream tells only of its request, ends with the response, and has no event ids', async () => {
  const handler = await server();
  const replies = await Promise.all(
    ['a', 'b', 'c'].map((id) => askOld(handler, 'tools/call', { name: 'works', _meta: { progressToken: id } }, { id })),
  );
  for (const [at, id] of ['a', 'b', 'c'].entries()) {
    const { messages = [], response, text = '' } = replies[at] ?? {};
    expect(response).toMatchObject({ id, result: {} });
    expect(messages.slice(0, -1).map(({ params }) => params.progressToken)).toEqual([id]);
    expect(text).not.toMatch(/^(?:id|retry):/m);
  }
});

test.each(['2024-10-07', '1.0', 'nonsense', ''])('a version header that is %s is refused with 400', async (version) => {
  const { status, response } = await askOld(
    await server(),
    'tools/list',
    {},
    { headers: { 'mcp-protocol-version': version } },
  );
  expect(status).toBe(400);
  expect(response).toMatchObject({ id: 1, error: { code: expect.any(Number) } });
});

test('without a version header the version is 2025-03-26', async () => {
  const handler = await server();
  const headers = { 'mcp-protocol-version': undefined };
  expect((await askOld(handler, 'tools/list', {}, { headers })).response.result.tools).toHaveLength(2);
  const batch = [{ jsonrpc: '2.0', id: 1, method: 'ping' }];
  expect((await post(handler, batch)).response).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
});

test.each(['application/json', '*/*', 'text/event-stream', undefined])(
  'a client that accepts %s is served',
  async (accept) => {
    const { status, response } = await askOld(await server(), 'tools/call', { name: 'greet' }, { headers: { accept } });
    expect(status).toBe(200);
    expect(response.result.content[0].text).toBe('Hello');
  },
);
