import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { JsonObject, Part } from '../../../client/index.ts';
import type { Arrived } from '../support/live-server.ts';
import { DONE, metaOf, sendResult } from '../support/replies.ts';
import { collect, failureOf, type Shop, startShop, until } from '../support/shop.ts';

const CONFIRM = { method: 'elicitation/create', params: { message: 'Really?' } };
const CREATED = { taskId: 't-1', status: 'working', ttlMs: 1000, pollIntervalMs: 50 };
const YES = { action: 'accept', content: {} };

let shop: Shop;
afterEach(() => shop.close());

/** Starts a server that creates a task, and then shows the states, the last one for ever. */
async function startTask(...states: readonly JsonObject[]): Promise<void> {
  let gets = 0;
  shop = await startShop((response, request) => {
    const { method } = request.body;
    if (method === 'tools/call') return sendResult(response, request, { resultType: 'task', ...CREATED });
    if (method !== 'tasks/get') return sendResult(response, request, {});
    const state = states[Math.min(gets, states.length - 1)] ?? {};
    gets += 1;
    sendResult(response, request, { ...CREATED, resultType: 'complete', ...state });
  });
}

const COMPLETED = { status: 'completed', result: DONE };
const methodsOf = ({ arrived }: Shop) => arrived.map(({ body }) => body.method);
const taskPart = (status: string, statusMessage?: string) => ({
  type: 'task',
  taskId: 't-1',
  status,
  ...(statusMessage !== undefined && { statusMessage }),
});

describe('a call that runs as a task', () => {
  test('is followed to its result', async () => {
    await startTask({}, COMPLETED);

    expect(await shop.client.call('shop', 'count').result()).toEqual(DONE);

    expect(methodsOf(shop)).toEqual(['tools/call', 'tasks/get', 'tasks/get']);
    const [, get] = shop.arrived;
    expect(get?.headers).toMatchObject({ 'mcp-method': 'tasks/get', 'mcp-name': 't-1' });
    expect(get?.body.params).toMatchObject({ taskId: 't-1' });
    for (const request of shop.arrived) {
      expect(metaOf(request)['io.modelcontextprotocol/clientCapabilities']).toEqual({
        extensions: { 'io.modelcontextprotocol/tasks': {} },
      });
    }
  });

  test('yields each state once', async () => {
    await startTask(
      {},
      { statusMessage: '1 of 2' },
      { statusMessage: '1 of 2' },
      { statusMessage: '2 of 2' },
      COMPLETED,
    );

    expect(await collect(shop.client.call('shop', 'count'))).toEqual([
      taskPart('working'),
      taskPart('working', '1 of 2'),
      taskPart('working', '2 of 2'),
      taskPart('completed'),
      { type: 'result', result: DONE },
    ]);
  });

  test('is polled as often as the server asks, and not more often', async () => {
    await startTask({ pollIntervalMs: 300 }, COMPLETED);
    const times: number[] = [];

    for await (const part of shop.client.call('shop', 'count')) if (part.type === 'task') times.push(performance.now());

    const [created = 0, , completed = 0] = [times[0], undefined, times[1]];
    expect(completed - created).toBeGreaterThan(340);
  });

  test('is not created if the call does not allow it', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));

    await shop.client.call('shop', 'count', {}, { task: false }).result();

    expect(metaOf(shop.arrived[0])['io.modelcontextprotocol/clientCapabilities']).toEqual({});
  });

  test('that fails rejects with its error', async () => {
    await startTask({ status: 'failed', error: { code: -32603, message: 'The work was interrupted 42' } });

    expect(await failureOf(shop.client.call('shop', 'count').result())).toMatchObject({
      name: 'ServerFailed',
      message: 'The work was interrupted 42',
    });
  });

  test('that somebody cancels rejects with the words of the server', async () => {
    await startTask({ status: 'cancelled', statusMessage: 'by the operator' });

    expect(await failureOf(shop.client.call('shop', 'count').result())).toMatchObject({
      name: 'TaskCancelled',
      taskId: 't-1',
      message: 'Task t-1 was cancelled: by the operator',
    });
  });

  test.each([
    ['without a state', { status: 'lost' }],
    ['completed without a result', { status: 'completed' }],
  ])('%s is no MCP', async (_, state) => {
    await startTask(state);

    expect(await failureOf(shop.client.call('shop', 'count').result())).toMatchObject({ name: 'NotAnMcpResponse' });
  });

  test('whose description is malformed is an error, not an empty result', async () => {
    shop = await startShop((response, request) =>
      sendResult(response, request, { resultType: 'task', ...CREATED, taskId: 7 }),
    );

    expect(await failureOf(shop.client.call('shop', 'count').result())).toMatchObject({
      name: 'NotAnMcpResponse',
      message: expect.stringContaining('may have been carried out'),
    });
  });

  test('is quoted in an error in part only', async () => {
    await startTask({ status: 'lost', statusMessage: 'x'.repeat(100_000) });

    const failure = await failureOf(shop.client.task('shop', 't-1').get());

    expect(failure).toMatchObject({ name: 'NotAnMcpResponse' });
    expect(String(failure).length).toBeLessThan(1000);
  });

  test('answers questions once, and goes on', async () => {
    const asking = { status: 'input_required', inputRequests: { confirm: CONFIRM } };
    // The server shows the same question until the worker has taken the answer.
    await startTask(asking, asking, { ...asking, inputRequests: { confirm: CONFIRM, again: CONFIRM } }, COMPLETED);
    const asked: string[] = [];
    const answer = ({ key }: { readonly key: string }) => {
      asked.push(key);
      return YES;
    };

    expect(await shop.client.call('shop', 'count', {}, { answer }).result()).toEqual(DONE);

    expect(asked).toEqual(['confirm', 'again']);
    const updates = shop.arrived.filter(({ body }) => body.method === 'tasks/update');
    expect(updates.map(({ body }) => body.params?.inputResponses)).toEqual([{ confirm: YES }, { again: YES }]);
    expect(updates[0]?.headers['mcp-name']).toBe('t-1');
  });

  test('without a handler for its question rejects with an error that names it', async () => {
    await startTask({ status: 'input_required', inputRequests: { confirm: CONFIRM } });

    expect(await failureOf(shop.client.call('shop', 'count').result())).toMatchObject({
      name: 'QuestionUnanswered',
      message: expect.stringContaining('"Really?"'),
    });
  });
});

describe('the end of a call before that of its task', () => {
  test.each(['signal', 'timeout'])('by a %s cancels the task', async (kind) => {
    await startTask({});
    const controller = new AbortController();
    const bounds = kind === 'signal' ? { signal: controller.signal } : { timeoutMs: 200 };
    const failed = failureOf(shop.client.call('shop', 'count', {}, bounds).result());
    await until(() => methodsOf(shop).includes('tasks/get'));

    controller.abort(new DOMException('enough', 'AbortError'));

    expect(await failed).toMatchObject({ name: kind === 'signal' ? 'AbortError' : 'TimeoutError' });
    expect(methodsOf(shop).at(-1)).toBe('tasks/cancel');
    expect(shop.arrived.at(-1)?.headers['mcp-name']).toBe('t-1');
  });

  test('by a signal cancels the task even if the consumer is busy, and then fails', async () => {
    await startTask({});
    const controller = new AbortController();

    const failed = await failureOf(
      (async () => {
        for await (const _ of shop.client.call('shop', 'count', {}, { signal: controller.signal })) {
          controller.abort();
          await until(() => methodsOf(shop).includes('tasks/cancel'));
          throw new Error('of the consumer');
        }
      })(),
    );

    expect(failed).toMatchObject({ message: 'of the consumer' });
    expect(methodsOf(shop)).toEqual(['tools/call', 'tasks/cancel']);
  });

  test('by leaving the loop lets the task go on', async () => {
    await startTask({});

    for await (const part of shop.client.call('shop', 'count')) if (part.type === 'task') break;
    const parts = shop.client.call('shop', 'count')[Symbol.asyncIterator]();
    await parts.next();
    const pending = failureOf(parts.next());
    await parts.return?.();
    await pending;
    await pause(100);

    expect(methodsOf(shop)).not.toContain('tasks/cancel');
  });

  test('rejects with the reason even if the task cannot be cancelled', async () => {
    const respond = (response: ServerResponse, request: Arrived) => {
      if (request.body.method === 'tasks/cancel') return response.writeHead(500).end();
      return sendResult(response, request, { resultType: 'task', ...CREATED });
    };
    shop = await startShop(respond);
    const controller = new AbortController();
    const failed = failureOf(shop.client.call('shop', 'count', {}, { signal: controller.signal }).result());
    await until(() => methodsOf(shop).includes('tasks/get'));

    controller.abort('enough');

    expect(await failed).toBe('enough');
  });
});

describe('a task of another process', () => {
  test('is read, answered, cancelled and followed by its ID', async () => {
    await startTask({}, { statusMessage: 'half' }, COMPLETED);
    const task = shop.client.task('shop', 't-1');

    expect(await task.get()).toMatchObject({ taskId: 't-1', status: 'working' });
    await task.answer({ confirm: YES });
    await task.cancel();
    const parts: Part[] = await collect(task.follow());

    expect(parts).toEqual([taskPart('working', 'half'), taskPart('completed'), { type: 'result', result: DONE }]);
    expect(methodsOf(shop)).toEqual(['tasks/get', 'tasks/update', 'tasks/cancel', 'tasks/get', 'tasks/get']);
    expect(shop.arrived[1]?.body.params).toMatchObject({ taskId: 't-1', inputResponses: { confirm: YES } });
  });

  test('that has ended gives its result', async () => {
    await startTask(COMPLETED);

    expect(await shop.client.task('shop', 't-1').follow().result()).toEqual(DONE);
    expect(methodsOf(shop)).toEqual(['tasks/get']);
  });
});
