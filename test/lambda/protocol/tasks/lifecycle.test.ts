import { setImmediate, setTimeout } from 'node:timers/promises';
import { TASKS_EXTENSION } from '../../../../lambda/mcp/meta.ts';
import { StateUnavailable } from '../../../../lambda/state/index.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { INFO, META, NOW } from '../support/server.ts';
import { createDeployment, gate, TRACEPARENT, text } from './support.ts';

const DAY_MS = 86_400_000;

describe('creating a task', () => {
  it('answers with the flat task, which can be asked for at once', async () => {
    const deployment = createDeployment();
    const { result } = await deployment.call();
    expect(result).toEqual({
      resultType: 'task',
      taskId: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
      status: 'working',
      createdAt: new Date(NOW).toISOString(),
      lastUpdatedAt: new Date(NOW).toISOString(),
      ttlMs: DAY_MS,
      pollIntervalMs: 500,
      _meta: { 'io.modelcontextprotocol/serverInfo': INFO },
    });
    expect(await deployment.get(result.taskId)).toEqual({ ...result, resultType: 'complete' });
  });

  it('is durable before the worker is started', async () => {
    const known: unknown[] = [];
    const deployment = createDeployment({
      state: (state) => ({
        table: state.table,
        tokens: state.tokens,
        startWorker: async (event) => {
          const { taskId } = event as { taskId: string };
          known.push(await state.table.get({ pk: `K#${taskId}`, sk: 'task' }));
        },
      }),
    });
    await deployment.call();
    expect(known).toEqual([expect.objectContaining({ version: 1, expires: (NOW + DAY_MS) / 1000 + 3600 })]);
  });

  it('runs the tool as an ordinary call for a client that knows no tasks', async () => {
    const deployment = createDeployment();
    const { result } = await deployment.send('tools/call', { name: 'work' }, {}, { meta: META });
    expect(result).toMatchObject({ resultType: 'complete', content: [{ text: 'Hello' }] });
    expect(deployment.state.started).toEqual([]);
  });

  it('refuses a client that knows no tasks where the tool only runs as one', async () => {
    const deployment = createDeployment({ tool: { task: 'required' } });
    const { error } = await deployment.send('tools/call', { name: 'work' }, {}, { meta: META });
    expect(error).toMatchObject({
      code: -32021,
      message: expect.stringContaining(TASKS_EXTENSION),
      data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
    });
  });

  it('fails the call, and the task, when the worker cannot be started', async () => {
    const deployment = createDeployment({
      state: ({ table, tokens }) => ({
        table,
        tokens,
        startWorker: async () => {
          throw new Error('throttled');
        },
      }),
    });
    const { error } = await deployment.call();
    expect(error).toMatchObject({ code: -32603, message: 'Internal error id-1' });
    const [task] = [...deployment.state.table.items.values()].filter(({ sk }) => sk === 'task');
    expect(JSON.parse(String(task?.task)).state.status).toBe('failed');
  });

  it.each([
    ['did not take the task: the call may be repeated', 0, {}, 'is temporarily unavailable; try again'],
    ['took the task: the call may have been done', 1, {}, 'The call may have been done: check before you call again'],
    ['took it, but may run twice', 1, { annotations: { idempotentHint: true } }, 'temporarily unavailable; try again'],
  ])('is 503 when Lambda does not respond to its start, and a worker %s', async (_what, runs, changes, words) => {
    let begun = 0;
    const deployment = createDeployment({
      tool: changes,
      run: async () => {
        begun += 1;
        return text('done');
      },
      state: ({ table, tokens }) => ({
        table,
        tokens,
        startWorker: async (event) => {
          for (let run = 0; run < runs; run += 1) await deployment.work(event);
          throw new StateUnavailable('the worker cannot be started: Lambda cannot be reached');
        },
      }),
    });
    const { status, body } = await deployment.sendWhole('tools/call', { name: 'work' });
    expect([status, body.error.code, begun]).toEqual([503, -32603, runs]);
    expect(body.error.message).toContain(words);
  });

  it('gives no task for arguments that are wrong', async () => {
    const deployment = createDeployment({ tool: { input: { type: 'object', required: ['city'] } } });
    const { result } = await deployment.call({});
    expect(result).toMatchObject({ resultType: 'complete', isError: true });
    expect(deployment.state.table.items.size).toBe(0);
  });
});

describe('the end of a task', () => {
  it('is the result that the call would have had', async () => {
    const deployment = createDeployment({ run: async (args) => text(`Done: ${JSON.stringify(args)}`) });
    const taskId = await deployment.create({ city: 'Wien' });
    deployment.clock.now += 2000;
    await deployment.drain();
    expect(await deployment.get(taskId)).toMatchObject({
      resultType: 'complete',
      status: 'completed',
      lastUpdatedAt: new Date(NOW + 2000).toISOString(),
      result: { content: [{ type: 'text', text: 'Done: {"city":"Wien"}' }], resultType: 'complete' },
    });
  });

  it('is completed for a result that is an error, and for a failure that the agent can act on', async () => {
    for (const run of [
      async () => text('No such city', true),
      async () => {
        throw new ToolError('No such city');
      },
    ]) {
      const deployment = createDeployment({ run });
      const taskId = await deployment.create();
      await deployment.drain();
      const task = await deployment.get(taskId);
      expect(task).toMatchObject({
        status: 'completed',
        result: { isError: true, content: [{ text: 'No such city' }] },
      });
      expect(task.error).toBeUndefined();
    }
  });

  it('is a failure for a bug, which only the log explains, under the trace of the call', async () => {
    const deployment = createDeployment({
      run: async () => {
        throw new Error('password is hunter2');
      },
    });
    const taskId = await deployment.create();
    await deployment.drain();
    const task = await deployment.get(taskId);
    expect(task).toMatchObject({
      status: 'failed',
      statusMessage: 'Internal error id-2',
      error: { code: -32603, message: 'Internal error id-2', data: { errorId: 'id-2' } },
    });
    expect(task.result).toBeUndefined();
    expect(deployment.logged).toContainEqual({
      message: 'internal error',
      fields: expect.objectContaining({ taskId, errorId: 'id-2', attempt: 1, traceId: TRACEPARENT.slice(3, 35) }),
    });
  });

  it('is an error result when the result breaks the output schema or its bound', async () => {
    const output = { type: 'object', required: ['n'] };
    for (const [document, message] of [
      [{ output }, 'does not match its output schema'],
      [{ limits: { resultBytes: 10 } }, 'its limit is 10'],
    ] as const) {
      const deployment = createDeployment({
        tool: document,
        run: async () => ({ ...text('x'), structuredContent: {} }),
      });
      const taskId = await deployment.create();
      await deployment.drain();
      const { status, result } = await deployment.get(taskId);
      expect(status).toBe('completed');
      expect(result.isError).toBe(true);
      expect(result.content[0].text).toContain(message);
    }
  });

  it('is an error result when the time of the tool is over, or of the invocation', async () => {
    for (const remainingMs of [900_000, 15_000]) {
      const begun = gate();
      const deployment = createDeployment({
        tool: { limits: { timeoutMs: 20_000 } },
        run: async () => {
          begun.resolve();
          return new Promise(() => {});
        },
      });
      const taskId = await deployment.create();
      const working = deployment.work(deployment.state.started[0], remainingMs);
      await begun.promise;
      deployment.clock.now += Math.min(20_000, remainingMs - 10_000) + 251;
      await working;
      expect(await deployment.get(taskId)).toMatchObject({ status: 'completed', result: { isError: true } });
    }
  });

  it('carries a result of megabytes whole, in any script', async () => {
    const large = 'Grüße aus Österreich, 日本, 🦊! '.repeat(100_000);
    const deployment = createDeployment({
      tool: { limits: { resultBytes: 6_000_000 } },
      run: async () => text(large),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    const { result } = await deployment.get(taskId);
    expect(result.content[0].text === large).toBe(true);
    const sizes = [...deployment.state.table.items.values()].map((item) => Buffer.byteLength(JSON.stringify(item)));
    expect(Math.max(...sizes)).toBeLessThan(400_000);
  });

  // One connection carries them, and what waits for it is timed already.
  it('is written piece by piece, so that a slow table has its time for each', async () => {
    let writing = 0;
    let most = 0;
    const deployment = createDeployment({
      tool: { limits: { resultBytes: 6_000_000 } },
      run: async () => text('x'.repeat(1_000_000)),
      state: ({ table, tokens, startWorker }) => ({
        tokens,
        startWorker,
        table: {
          ...table,
          async put(item) {
            writing += 1;
            most = Math.max(most, writing);
            await setImmediate();
            writing -= 1;
            await table.put(item);
          },
        },
      }),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    expect((await deployment.get(taskId)).status).toBe('completed');
    expect(most).toBe(1);
  });

  it('says where to ask when the result is too large for the path of the request', async () => {
    const deployment = createDeployment({
      tool: { limits: { resultBytes: 6_000_000 } },
      run: async () => text('x'.repeat(1_000_000)),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    const { error } = await deployment.send('tasks/get', { taskId }, { streams: false });
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('without the challenge parameter') });
    expect((await deployment.get(taskId)).status).toBe('completed');
  });

  it('is a failure when the tool was removed, or now asks for more than the caller holds', async () => {
    const deployment = createDeployment();
    const taskId = await deployment.create();
    const items = deployment.state.table;
    const key = { pk: `K#${taskId}`, sk: 'task' };
    const item = await items.get(key);
    await items.put({ ...item, ...key, task: String(item?.task).replace('"tool":"work"', '"tool":"gone"') });
    await deployment.drain();
    expect(await deployment.get(taskId)).toMatchObject({
      status: 'failed',
      error: { code: -32602, message: 'Unknown tool: gone' },
    });
  });
});

describe('a task under way', () => {
  it('says how far it is', async () => {
    const open = gate();
    const deployment = createDeployment({
      run: async function* () {
        yield { type: 'progress', progress: 1, total: 3 };
        yield { type: 'progress', progress: 2, message: 'Reading page 2' };
        yield { type: 'progress', progress: Number.NaN, message: 'Nobody knows' };
        await open.promise;
        yield [
          { type: 'log', level: 'info', data: 'x' },
          { type: 'result', result: text('all') },
        ];
      },
    });
    const taskId = await deployment.create();
    const working = deployment.drain();
    const messages = new Set<string>();
    while (!messages.has('Reading page 2')) {
      await setTimeout(2); // the worker's tick is a timer
      messages.add((await deployment.get(taskId)).statusMessage);
    }
    expect((await deployment.get(taskId)).status).toBe('working');
    open.resolve();
    await working;
    const done = await deployment.get(taskId);
    expect(done).toMatchObject({ status: 'completed', result: { content: [{ text: 'all' }] } });
    expect(done.statusMessage).toBeUndefined();
  });

  it('asks to be asked less often the older it is', async () => {
    const deployment = createDeployment();
    const taskId = await deployment.create();
    const intervals = [];
    for (const age of [0, 10_000, 300_000]) {
      deployment.clock.now = NOW + age;
      intervals.push((await deployment.get(taskId)).pollIntervalMs);
    }
    expect(intervals).toEqual([500, 1000, 5000]);
  });

  it('is forgotten when its time is over', async () => {
    const deployment = createDeployment();
    const taskId = await deployment.create();
    await deployment.drain();
    deployment.clock.now = NOW + DAY_MS - 1;
    expect((await deployment.get(taskId)).status).toBe('completed');
    deployment.clock.now = NOW + DAY_MS;
    expect((await deployment.send('tasks/get', { taskId })).error).toMatchObject({ code: -32602 });
  });
});
