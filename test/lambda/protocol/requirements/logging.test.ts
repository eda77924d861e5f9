import type { JsonObject } from '../../../../lambda/json.ts';
import type { LogLevel, Part, Parts } from '../../../../lambda/targets/parts.ts';
import { ask, askOld, call } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';

/** spec: server/utilities/logging */

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
const LEVEL = 'io.modelcontextprotocol/logLevel';
const RESULT: Part = { type: 'result', result: { content: [{ type: 'text', text: 'done' }] } };

/** Says one thing at each level, then ends. */
async function* logs(args: JsonObject): Parts {
  for (const level of LEVELS) yield { type: 'log', level, logger: 'orders', data: { level, of: args } };
  yield RESULT;
}

async function server(run: (args: JsonObject) => Parts = logs) {
  return (await deploy(tool())).instance({ runs: { greet: run } });
}

const heard = (messages: readonly { method?: string; params?: { level: string } }[]) =>
  messages.flatMap(({ method, params }) => (method === 'notifications/message' ? [params?.level] : []));

test('logging is offered', async () => {
  const handler = await server();
  expect((await ask(handler, 'server/discover')).response.result.capabilities.logging).toEqual({});
  const old = await askOld(handler, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} });
  expect(old.response.result.capabilities.logging).toEqual({});
});

test('a request without a level hears no message', async () => {
  const handler = await server();
  await call(handler, 'greet', {}, { meta: { [LEVEL]: 'debug' } });
  for (const meta of [{}, { progressToken: 1 }]) {
    const { messages } = await call(handler, 'greet', {}, { meta });
    expect(heard(messages)).toEqual([]);
  }
});

test('messages go to the request that asked for them, from its level on', async () => {
  const handler = await server();
  const replies = await Promise.all(
    LEVELS.map((level) => call(handler, 'greet', { level }, { id: level, meta: { [LEVEL]: level } })),
  );
  for (const [at, level] of LEVELS.entries()) {
    const { messages = [], response } = replies[at] ?? {};
    expect(response).toMatchObject({ id: level, result: {} });
    expect(heard(messages)).toEqual(LEVELS.slice(at));
    for (const { params } of messages.slice(0, -1)) {
      expect(params).toMatchObject({ logger: 'orders', data: { of: { level } } });
    }
  }
});

test.each(['loud', 'INFO', '', 3, null])('a level that is none (%j) is -32602', async (level) => {
  const { response } = await call(await server(), 'greet', {}, { meta: { [LEVEL]: level } });
  expect(response.error.code).toBe(-32602);
});

test('logging/setLevel takes the levels that there are, and no other', async () => {
  const handler = await server();
  for (const level of LEVELS)
    expect((await askOld(handler, 'logging/setLevel', { level })).response.result).toEqual({});
  for (const level of ['loud', 'INFO', 3, null]) {
    expect((await askOld(handler, 'logging/setLevel', { level })).response.error.code).toBe(-32602);
  }
});

test('messages beyond what a call may send are left out', async () => {
  async function* floods(): Parts {
    for (let n = 0; n < 10_000; n++) yield { type: 'log', level: 'info', data: n };
    yield RESULT;
  }
  const { messages, response } = await call(await server(floods), 'greet', {}, { meta: { [LEVEL]: 'debug' } });
  expect(response.result.content[0].text).toBe('done');
  expect(messages.length).toBeLessThan(1_000);
});

test('what goes wrong inside is no message', async () => {
  async function* breaks(): Parts {
    yield { type: 'log', level: 'info', data: 'working' };
    throw new Error('the password of the database is hunter2');
  }
  const { messages, text, response } = await call(await server(breaks), 'greet', {}, { meta: { [LEVEL]: 'debug' } });
  expect(heard(messages)).toEqual(['info']);
  expect(response.error).toMatchObject({ code: -32603, message: 'Internal error an-id' });
  expect(text).not.toContain('hunter2');
});
