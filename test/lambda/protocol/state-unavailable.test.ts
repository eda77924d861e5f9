import { TASKS_EXTENSION } from '../../../lambda/mcp/meta.ts';
import { StateUnavailable } from '../../../lambda/state/index.ts';
import { ask, askOld, call, post, type Reply } from './requirements/support/agent.ts';
import { type Deployment, deploy } from './requirements/support/deployment.ts';
import { server, tool } from './requirements/support/documents.ts';
import { asksForName, CAN_BE_ASKED } from './requirements/support/everything.ts';

const TASKS = { capabilities: { extensions: { [TASKS_EXTENSION]: {} } } };
const RUNS = { ask: asksForName };
const AWAY = new StateUnavailable('the state table cannot be used: DynamoDB cannot be reached');

/** A deployment with a tool that runs as a task, one that asks, and one that needs no state. */
function prepare(): Promise<Deployment> {
  return deploy(
    server({ subscriptions: { listChanged: true } }),
    tool({ name: 'work', task: 'optional' }),
    tool({ name: 'ask' }),
    tool({ name: 'plain' }),
  );
}

async function createTask(deployment: Deployment): Promise<string> {
  const { response } = await call(deployment.instance(), 'work', {}, TASKS);
  return response.result.taskId;
}

async function initialize(deployment: Deployment): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: CAN_BE_ASKED, clientInfo: { name: 'a', version: '1' } };
  return (await askOld(deployment.instance(), 'initialize', params)).headers['mcp-session-id'] ?? '';
}

function expectUnavailable({ status, headers, response }: Reply): void {
  expect(status).toBe(503);
  expect(headers['retry-after']).toBe('5');
  expect(response.error).toEqual({
    code: -32603,
    message: 'The state of this server is temporarily unavailable; try again',
    data: { errorId: 'an-id' },
  });
}

describe('the state table cannot be used', () => {
  test('a call that becomes a task is 503, and the log names the cause', async () => {
    const deployment = await prepare();
    deployment.state.table.failure = AWAY;

    const reply = await call(deployment.instance(), 'work', {}, TASKS);

    expectUnavailable(reply);
    expect(deployment.state.started).toEqual([]);
    expect(deployment.logged).toEqual([{ message: 'state unavailable', errorId: 'an-id', reason: AWAY.message }]);
  });

  test.each(['tasks/get', 'tasks/update', 'tasks/cancel'])('%s is 503', async (method) => {
    const deployment = await prepare();
    const taskId = await createTask(deployment);
    deployment.state.table.failure = AWAY;

    expectUnavailable(await ask(deployment.instance(), method, { taskId, inputResponses: {} }, TASKS));
  });

  test('a subscription to a task is 503, not a stream', async () => {
    const deployment = await prepare();
    const taskId = await createTask(deployment);
    deployment.state.table.failure = AWAY;

    const params = { notifications: { taskIds: [taskId] } };
    expectUnavailable(await ask(deployment.instance(), 'subscriptions/listen', params, TASKS));
  });

  test('a question to a client of an older revision is 503', async () => {
    const deployment = await prepare();
    const headers = { 'mcp-session-id': await initialize(deployment) };
    deployment.state.table.failure = AWAY;

    expectUnavailable(await askOld(deployment.instance({ runs: RUNS }), 'tools/call', { name: 'ask' }, { headers }));
  });

  test('an answer of such a client is 503: it may post the answer again', async () => {
    const deployment = await prepare();
    deployment.state.table.failure = AWAY;

    const answer = { jsonrpc: '2.0', id: `q-${'a'.repeat(24)}`, result: {} };
    const reply = await post(deployment.instance(), answer, { 'mcp-protocol-version': '2025-11-25' });

    expectUnavailable(reply);
  });

  test('a call that needs no state is served', async () => {
    const deployment = await prepare();
    deployment.state.table.failure = AWAY;

    expect((await call(deployment.instance(), 'plain')).status).toBe(200);
    expect((await askOld(deployment.instance(), 'tools/call', { name: 'plain' })).status).toBe(200);
  });
});

test('without the signing key, a question to a client of 2026-07-28 is 503', async () => {
  const deployment = await prepare();
  deployment.state.tokens.sign = () => Promise.reject(AWAY);

  expectUnavailable(await call(deployment.instance({ runs: RUNS }), 'ask', {}, { capabilities: CAN_BE_ASKED }));
});

test('a catalogue that cannot be read has the same Retry-After', async () => {
  const deployment = await prepare();
  deployment.table.failure = new Error('away');

  expect(await call(deployment.instance(), 'plain')).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
});
