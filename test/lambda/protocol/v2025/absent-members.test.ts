import { askOld, post } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { tool } from '../requirements/support/documents.ts';
import { EVERYTHING } from '../requirements/support/everything.ts';

/** Some serializers write `null` for a member that has no value. */

const OLD = { 'mcp-protocol-version': '2025-06-18' };

const everything = async () => (await deploy(...EVERYTHING)).instance();

describe('before 2026-07-28, null where a member may be absent', () => {
  test.each(['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'ping'])(
    'is absent as params of %s',
    async (method) => {
      const { status, response } = await post(await everything(), { jsonrpc: '2.0', id: 1, method, params: null }, OLD);

      expect(status).toBe(200);
      expect(response.result).toEqual(expect.any(Object));
    },
  );

  test.each([
    ['tools/list', { cursor: null, _meta: null }],
    ['tools/call', { name: 'greet', arguments: null, _meta: null }],
    ['prompts/get', { name: 'review', arguments: null }],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'language', value: '' }, context: null },
    ],
    [
      'completion/complete',
      {
        ref: { type: 'ref/prompt', name: 'review' },
        argument: { name: 'language', value: '' },
        context: { arguments: null },
      },
    ],
  ])('is absent in %s %j', async (method, params) => {
    const { response } = await askOld(await everything(), method, params, { headers: OLD });

    expect(response.error).toBeUndefined();
    expect(response.result.isError).toBeUndefined();
  });

  test('is absent as the ID of a notification, but not of a request', async () => {
    const handler = await everything();

    const notified = await post(handler, { jsonrpc: '2.0', id: null, method: 'notifications/initialized' }, OLD);
    const asked = await post(handler, { jsonrpc: '2.0', id: null, method: 'ping' }, OLD);

    expect([notified.status, asked.status]).toEqual([202, 400]);
  });

  test('is absent as the method of a response, which is then judged as one', async () => {
    const answer = { jsonrpc: '2.0', id: `q-${'a'.repeat(24)}`, method: null, result: {}, error: null };

    const { status, response } = await post(await everything(), answer, OLD);

    expect(status).toBe(400);
    expect(response.error.message).toBe('This response does not match an open request of this server');
  });

  test('is a value inside the arguments of a tool', async () => {
    const input = { type: 'object', properties: { note: { type: 'null' } }, required: ['note'] };
    const handler = (await deploy(tool({ input }))).instance();

    const { response } = await askOld(handler, 'tools/call', { name: 'greet', arguments: { note: null } });

    expect(response.result.content[0].text).toBe('Hello');
  });

  test('is not a value for a required member', async () => {
    const { response } = await askOld(await everything(), 'tools/call', { name: null });

    expect(response.error.code).toBe(-32602);
  });
});

test('2026-07-28 refuses null as params', async () => {
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };
  const { response } = await post(
    await everything(),
    { jsonrpc: '2.0', id: 1, method: 'tools/list', params: null },
    headers,
  );

  expect(response.error.code).toBe(-32600);
});

test.each(['2030-01-01', 'draft', ''])(
  'initialize under the version header %j is judged by its body',
  async (version) => {
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } };

    const { status, response } = await askOld(await everything(), 'initialize', params, {
      headers: { 'mcp-protocol-version': version },
    });

    expect(status).toBe(200);
    expect(response.result.protocolVersion).toBe('2025-06-18');
  },
);
