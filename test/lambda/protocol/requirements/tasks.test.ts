import type { ToolDocument } from '../../../../lambda/catalog/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { type Asking, ask, call, type Reply } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';
import { asking, asksForName, CAN_BE_ASKED } from './support/everything.ts';

/** The extension io.modelcontextprotocol/tasks */

const EXTENSION = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
const KNOWS: Asking = { capabilities: { ...CAN_BE_ASKED, ...EXTENSION } };
const METHODS = ['tasks/get', 'tasks/update', 'tasks/cancel'] as const;
const paramsOf = (method: string, taskId: unknown) =>
  ({ taskId, ...(method === 'tasks/update' && { inputResponses: {} }) }) as JsonObject;

/** A deployment with one tool that runs as a task. */
async function work(run?: PreparedTarget, document: Partial<ToolDocument> = {}) {
  const deployment = await deploy(tool({ task: 'optional', ...document }));
  const options = run === undefined ? {} : { runs: { greet: run } };
  const send = (method: string, params: JsonObject, asked = KNOWS): Promise<Reply> =>
    ask(deployment.instance(options), method, params, asked);
  return {
    deployment,
    send,
    /** Calls the tool; its task is not worked on yet. */
    create: async () => (await call(deployment.instance(options), 'greet', {}, KNOWS)).response.result,
    get: async (taskId: string) => (await send('tasks/get', { taskId })).response.result,
    drain: () => deployment.work(options),
  };
}

test('a task is created only for a client that declares the extension with this request', async () => {
  const { deployment } = await work();
  const handler = deployment.instance();
  const declared = await call(handler, 'greet', {}, KNOWS);
  const undeclared = await call(handler, 'greet');
  expect(declared.response.result.resultType).toBe('task');
  expect(undeclared.response.result).toMatchObject({ resultType: 'complete', content: [{ text: 'Hello' }] });
});

test('a tool that may run as a task runs as a plain call for a client that knows none', async () => {
  const { deployment } = await work();
  expect((await call(deployment.instance(), 'greet')).response.result.content[0].text).toBe('Hello');
  expect(deployment.state.started).toEqual([]);
});

test('a tool that must run as a task is -32021 for a client that knows none', async () => {
  const { deployment } = await work(undefined, { task: 'required' });
  const { status, response } = await call(deployment.instance(), 'greet');
  expect(status).toBe(400);
  expect(response.error).toMatchObject({ code: -32021, data: { requiredCapabilities: EXTENSION } });
});

test('a created task says resultType task, and has what a task has', async () => {
  const { create } = await work();
  expect(await create()).toMatchObject({
    resultType: 'task',
    taskId: expect.stringMatching(/./),
    status: 'working',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    lastUpdatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    ttlMs: expect.any(Number),
  });
});

test('a task can be read as soon as it was created, at any instance', async () => {
  const { create, get } = await work();
  const { taskId } = await create();
  expect(await get(taskId)).toMatchObject({ taskId, status: 'working' });
});

test('a task is found by its id alone, at any instance', async () => {
  const { create, get, drain } = await work();
  const first = await create();
  const second = await create();
  await drain();
  expect(first.taskId).not.toBe(second.taskId);
  for (const { taskId } of [second, first]) expect(await get(taskId)).toMatchObject({ taskId, status: 'completed' });
});

test('the id of a task cannot be guessed', async () => {
  const { create } = await work();
  const ids = await Promise.all(Array.from({ length: 50 }, async () => (await create()).taskId));
  expect(new Set(ids).size).toBe(50);
  // 24 bytes of chance: 192 bits
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{32}$/);
});

test('a task that works says so', async () => {
  const { create, get } = await work();
  const task = await get((await create()).taskId);
  expect(task).toMatchObject({ status: 'working', resultType: 'complete' });
  for (const key of ['result', 'error', 'inputRequests']) expect(task).not.toHaveProperty(key);
});

test('a task that is done carries the result of the call', async () => {
  const { create, get, drain, deployment } = await work();
  const { taskId } = await create();
  await drain();
  const { resultType: _type, _meta, ...plain } = (await call(deployment.instance(), 'greet')).response.result;
  expect(await get(taskId)).toMatchObject({ status: 'completed', result: plain });
});

test('a tool that fails completes its task with isError', async () => {
  const failures: readonly PreparedTarget[] = [
    () => ({ content: [{ type: 'text', text: 'no' }], isError: true }),
    () => {
      throw new ToolError('upstream is away');
    },
  ];
  for (const run of failures) {
    const { create, get, drain } = await work(run);
    const { taskId } = await create();
    await drain();
    const task = await get(taskId);
    expect(task).toMatchObject({ status: 'completed', result: { isError: true } });
    expect(task).not.toHaveProperty('error');
  }
});

test('a call that ends in an error fails its task with that error', async () => {
  const run = () => {
    throw new Error('a bug');
  };
  const { create, get, drain } = await work(run);
  const { taskId } = await create();
  await drain();
  expect(await get(taskId)).toMatchObject({
    status: 'failed',
    statusMessage: expect.stringMatching(/./),
    error: { code: -32603, message: expect.stringContaining('an-id') },
  });
});

test('a task that was cancelled says so', async () => {
  const { create, get, send, drain } = await work();
  const { taskId } = await create();
  await send('tasks/cancel', { taskId });
  await drain();
  expect(await get(taskId)).toMatchObject({ status: 'cancelled' });
  expect((await send('tasks/cancel', { taskId })).response.result.resultType).toBe('complete');
});

test('a task that needs input carries every open question', async () => {
  const question = { method: 'elicitation/create', params: { mode: 'form', message: '?', requestedSchema: {} } };
  const { create, get, drain } = await work(asking({ a: question, b: question }));
  const { taskId } = await create();
  await drain();
  const task = await get(taskId);
  expect(task.status).toBe('input_required');
  expect(Object.values(task.inputRequests)).toEqual([question, question]);
});

test('an answered task goes on and ends', async () => {
  const { create, get, send, drain } = await work(asksForName);
  const { taskId } = await create();
  await drain();
  const [key = ''] = Object.keys((await get(taskId)).inputRequests);
  const inputResponses = { [key]: { action: 'accept', content: { name: 'Ada' } } };
  await send('tasks/update', { taskId, inputResponses });
  await drain();
  expect(await get(taskId)).toMatchObject({ status: 'completed', result: { content: [{ text: '{"name":"Ada"}' }] } });
});

test('a question’s key is never used again', async () => {
  const question = { method: 'elicitation/create', params: { mode: 'form', message: '?', requestedSchema: {} } };
  const { create, get, send, drain } = await work(asking({ same: question }));
  const { taskId } = await create();
  const used: string[] = [];
  for (let round = 0; round < 3; round++) {
    await drain();
    const keys = Object.keys((await get(taskId)).inputRequests);
    used.push(...keys);
    const inputResponses = Object.fromEntries(keys.map((key) => [key, { action: 'accept', content: {} }]));
    await send('tasks/update', { taskId, inputResponses });
  }
  expect(new Set(used).size).toBe(3);
});

test('answers to what is not asked are ignored', async () => {
  const { create, get, send, drain } = await work(asksForName);
  const { taskId } = await create();
  await drain();
  const before = await get(taskId);
  const strange = { stranger: { action: 'accept' }, '': { action: 'accept' } };
  const { response } = await send('tasks/update', { taskId, inputResponses: strange });
  expect(response.result.resultType).toBe('complete');
  expect((await get(taskId)).inputRequests).toEqual(before.inputRequests);
});

test('tasks/update is acknowledged with nothing in it', async () => {
  const { create, send } = await work(asksForName);
  const { result } = (await send('tasks/update', paramsOf('tasks/update', (await create()).taskId))).response;
  expect(Object.keys(result).sort()).toEqual(['_meta', 'resultType']);
});

test('the results of tasks/get, tasks/update and tasks/cancel are complete', async () => {
  const { create, send } = await work();
  const { taskId } = await create();
  for (const method of METHODS) {
    expect((await send(method, paramsOf(method, taskId))).response.result.resultType).toBe('complete');
  }
});

test('questions before the task are asked before it is created', async () => {
  const { deployment } = await work(undefined, { confirm: 'Sure?' });
  const first = (await call(deployment.instance(), 'greet', {}, KNOWS)).response.result;
  expect(first.resultType).toBe('input_required');
  expect(deployment.state.table.items.size).toBe(0);
  const [key = ''] = Object.keys(first.inputRequests);
  const { requestState } = first;
  const inputResponses = { [key]: { action: 'accept', content: {} } };
  const retry = { name: 'greet', arguments: {}, requestState, inputResponses };
  const second = await ask(deployment.instance(), 'tools/call', retry, KNOWS);
  expect(second.response.result.resultType).toBe('task');
});

test.each(
  METHODS.flatMap((method) =>
    ['made up', 'no text', 'another caller’s', 'over its time'].map((what) => [what, method] as const),
  ),
)('a task that is %s is -32602 for %s', async (what, method) => {
  const { create, deployment } = await work();
  const { taskId, ttlMs } = await create();
  if (what === 'over its time') deployment.clock.ms += ttlMs + 1_000;
  const ids: Readonly<Record<string, unknown>> = { 'made up': 'a'.repeat(32), 'no text': 7 };
  const caller = what === 'another caller’s' ? 'somebody else' : 'somebody';
  const id = ids[what] ?? taskId;
  const headers = { 'mcp-name': String(id) };
  const { response } = await ask(deployment.instance({ caller }), method, paramsOf(method, id), { ...KNOWS, headers });
  expect(response.error).toMatchObject({ code: -32602, message: expect.stringContaining('task') });
});

test('a task of another caller is not there', async () => {
  const { create, deployment, get } = await work();
  const { taskId } = await create();
  for (const method of METHODS) {
    const { response } = await ask(
      deployment.instance({ caller: 'somebody else' }),
      method,
      paramsOf(method, taskId),
      KNOWS,
    );
    expect(response.error.code).toBe(-32602);
  }
  expect((await get(taskId)).status).toBe('working');
});

test.each(METHODS)('%s is -32021 for a client that declares no tasks', async (method) => {
  const { create, send } = await work();
  const { taskId } = await create();
  const { status, response } = await send(method, paramsOf(method, taskId), { capabilities: CAN_BE_ASKED });
  expect(status).toBe(400);
  expect(response.error).toMatchObject({ code: -32021, data: { requiredCapabilities: EXTENSION } });
});

test.each(METHODS)('%s wants the id of its task in Mcp-Name', async (method) => {
  const { create, send } = await work();
  const { taskId } = await create();
  for (const header of [undefined, 'another']) {
    const { status, response } = await send(method, paramsOf(method, taskId), {
      ...KNOWS,
      headers: { 'mcp-name': header },
    });
    expect({ status, code: response.error.code }).toEqual({ status: 400, code: -32020 });
  }
});
