import { askOld, call, post } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';
import { EVERYTHING, METHODS } from './support/everything.ts';

/** spec: 2025-11-25 basic/lifecycle, basic/utilities/ping */

const initialize = (protocolVersion: string) => ({
  protocolVersion,
  capabilities: {},
  clientInfo: { name: 'a', version: '1' },
});

test.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])(
  '%s is answered with the version asked for',
  async (version) => {
    const handler = (await deploy(...EVERYTHING)).instance();
    for (const headers of [{ 'mcp-protocol-version': undefined }, { 'mcp-protocol-version': version }]) {
      const { status, response } = await askOld(handler, 'initialize', initialize(version), { headers });
      expect(status).toBe(200);
      expect(response.result.protocolVersion).toBe(version);
    }
  },
);

test.each(['2024-10-07', '2030-01-01', 'draft', ''])(
  '%s is answered with the newest version of its era',
  async (version) => {
    const headers = { 'mcp-protocol-version': undefined };
    const { response } = await askOld((await deploy(tool())).instance(), 'initialize', initialize(version), {
      headers,
    });
    expect(response.error?.code ?? response.result.protocolVersion).toBe('2025-11-25');
  },
);

test('initialize says what is offered, and who answers', async () => {
  const { response } = await askOld((await deploy(...EVERYTHING)).instance(), 'initialize', initialize('2025-11-25'));
  expect(response.result).toMatchObject({
    protocolVersion: '2025-11-25',
    capabilities: { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} },
    serverInfo: { name: 'test', version: '1.2.3', title: 'Test server' },
    instructions: 'Be kind.',
  });
});

test('ping is answered with nothing in it', async () => {
  for (const id of ['123', 7]) {
    const { status, response } = await askOld((await deploy(tool())).instance(), 'ping', {}, { id });
    expect({ status, response }).toEqual({ status: 200, response: { jsonrpc: '2.0', id, result: {} } });
  }
});

test('nothing is sent that no request asked for', async () => {
  const handler = (await deploy(...EVERYTHING)).instance();
  const { messages } = await askOld(handler, 'initialize', initialize('2025-11-25'));
  expect(messages).toHaveLength(1);
  const { text } = await post(handler, { jsonrpc: '2.0', method: 'notifications/initialized' }, {});
  expect(text).toBe('');
});

test('an answer carries nothing of a later version', async () => {
  const handler = (await deploy(...EVERYTHING)).instance();
  for (const version of ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']) {
    for (const [method, params] of METHODS.filter(([name]) => name !== 'server/discover')) {
      const { response } = await askOld(handler, method, params, {
        id: method,
        headers: { 'mcp-protocol-version': version },
      });
      expect(response).toEqual({ jsonrpc: '2.0', id: method, result: expect.any(Object) });
      for (const key of ['resultType', 'ttlMs', 'cacheScope', '_meta']) expect(response.result).not.toHaveProperty(key);
    }
  }
  expect((await call(handler, 'greet')).response.result).toHaveProperty('resultType');
});

test('an error has a code and a message', async () => {
  const handler = (await deploy(...EVERYTHING)).instance();
  for (const [method, params] of [
    ['guess', {}],
    ['tools/call', { name: 'nope' }],
    ['initialize', {}],
  ] as const) {
    const { response } = await askOld(handler, method, params, { id: 'x' });
    expect(response).toMatchObject({
      id: 'x',
      error: { code: expect.any(Number), message: expect.stringMatching(/./) },
    });
    expect(response).not.toHaveProperty('result');
  }
});
