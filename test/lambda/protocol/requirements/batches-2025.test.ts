import { post } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';

/** spec: 2025-03-26 basic/index#batching, basic/transports */

const request = (id: number, method = 'ping', params?: object) => ({ jsonrpc: '2.0', id, method, params });
const NOTIFICATION = { jsonrpc: '2.0', method: 'notifications/initialized' };
const VERSION = { 'mcp-protocol-version': '2025-03-26' };

async function server() {
  return (await deploy(tool())).instance();
}

test('each request of a batch has a response of its own', async () => {
  const batch = [
    request(1),
    NOTIFICATION,
    request(2, 'tools/call', { name: 'greet' }),
    request(3, 'guess'),
    { jsonrpc: '2.0', id: 4 },
  ];
  for (const headers of [VERSION, {}]) {
    const { status, response, headers: answered } = await post(await server(), batch, headers);
    expect(status).toBe(200);
    expect(answered['content-type']).toBe('application/json');
    expect(response).toMatchObject([
      { id: 1, result: {} },
      { id: 2, result: { content: [{ text: 'Hello' }] } },
      { id: 3, error: { code: -32601 } },
      { id: 4, error: { code: -32600 } },
    ]);
  }
});

test('a batch of notifications gets 202 and nothing more', async () => {
  const { status, text } = await post(await server(), [NOTIFICATION, NOTIFICATION], VERSION);
  expect({ status, text }).toEqual({ status: 202, text: '' });
});

test('the responses of a batch are taken one by one, and one that answers nothing is refused', async () => {
  const answers = [{ jsonrpc: '2.0', id: `q-${'a'.repeat(24)}`, result: {} }, request(2)];
  const { response } = await post(await server(), answers, VERSION);
  expect(response).toMatchObject([{ error: { code: -32600 } }, { id: 2, result: {} }]);
});

test('initialize is refused within a batch', async () => {
  const params = { protocolVersion: '2025-03-26', capabilities: {} };
  const { response } = await post(await server(), [request(1, 'initialize', params), request(2)], VERSION);
  expect(response).toMatchObject([
    { id: 1, error: { code: -32600 } },
    { id: 2, result: {} },
  ]);
});

test.each(['2025-06-18', '2025-11-25', '2026-07-28'])('under %s an array is refused', async (version) => {
  const { status, response } = await post(await server(), [request(1)], { 'mcp-protocol-version': version });
  expect(status).toBe(400);
  expect(response.error.code).toBe(-32600);
});
