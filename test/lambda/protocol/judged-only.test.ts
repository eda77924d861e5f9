import type { HttpHandler } from '../../../lambda/edge/index.ts';
import type { PreparedTarget } from '../../../lambda/targets/types.ts';
import { ask, askOld, post } from './requirements/support/agent.ts';
import { deploy } from './requirements/support/deployment.ts';
import { prompt, resource, tool } from './requirements/support/documents.ts';

const TASKS = { capabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } };

/** A server whose documents count their runs, as `direct` reaches it with `challenge=1` and as `stream` does without. */
async function openBoth() {
  let runs = 0;
  const run: PreparedTarget = () => {
    runs += 1;
    return { content: [{ type: 'text', text: 'Done' }] };
  };
  const target = { type: 'static', text: 'Done' } as const;
  const deployment = await deploy(
    tool({ task: 'optional' }),
    prompt({ target, arguments: [{ name: 'language', completion: ['Go'] }] }),
    resource({ target }),
  );
  const stream = deployment.instance({ runs: { greet: run, review: run, note: run } });
  const direct: HttpHandler = (request) => stream({ ...request, challenge: true, streams: false });
  return { deployment, stream, direct, runs: () => runs };
}

const JUDGED = { status: 503, headers: { 'retry-after': '1' }, response: { error: { code: -32603 } } };

test.each([
  ['tools/call', { name: 'greet' }],
  ['prompts/get', { name: 'review' }],
  ['resources/read', { uri: 'note://1' }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'language', value: '' } }],
  ['tools/list', {}],
  ['server/discover', {}],
])('%s does not run in either era, and the caller sends it again', async (method, params) => {
  const { direct, runs } = await openBoth();

  expect(await ask(direct, method, params)).toMatchObject(JUDGED);
  expect(await askOld(direct, method, params)).toMatchObject(JUDGED);
  expect(runs()).toBe(0);
});

test('a call that would become a task starts none', async () => {
  const { deployment, direct } = await openBoth();

  expect(await ask(direct, 'tools/call', { name: 'greet' }, TASKS)).toMatchObject(JUDGED);
  expect(deployment.state.started).toEqual([]);
});

test.each(['tasks/cancel', 'tasks/update', 'tasks/get'])('%s leaves a task as it is', async (method) => {
  const { stream, direct } = await openBoth();
  const { response } = await ask(stream, 'tools/call', { name: 'greet' }, TASKS);
  const { taskId } = response.result;
  const get = () => ask(stream, 'tasks/get', { taskId }, TASKS);
  const before = (await get()).response.result;

  expect(await ask(direct, method, { taskId, inputResponses: {} }, TASKS)).toMatchObject(JUDGED);
  expect((await get()).response.result).toEqual(before);
});

test('an answer to a question is not taken, and a batch runs none of its messages', async () => {
  const { direct, runs } = await openBoth();
  const answer = { jsonrpc: '2.0', id: 'q-123456789012345678901234', result: { action: 'accept' } };
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet' } };

  expect(await post(direct, answer)).toMatchObject({ status: 503 });
  expect(await post(direct, [call, call])).toMatchObject({ status: 503 });
  expect(runs()).toBe(0);
});
