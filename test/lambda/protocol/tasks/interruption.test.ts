import { CatalogUnavailable } from '../../../../lambda/catalog/index.ts';
import type { TaskEvent } from '../../../../lambda/protocol/tasks/index.ts';
import type { Part } from '../../../../lambda/targets/parts.ts';
import { createDeployment, gate, text } from './support.ts';

/** Longer than a worker holds a task that it does not renew. */
const SILENT_MS = 15_001;

/** A tool that dies with its worker for the first runs: its promise never ends, and the test forgets it. */
function dying(times: number, annotations = {}) {
  let runs = 0;
  const begun = Array.from({ length: times }, gate);
  const deployment = createDeployment({
    tool: { annotations, limits: { timeoutMs: 840_000 } },
    run: async () => {
      runs += 1;
      begun[runs - 1]?.resolve();
      return runs <= times ? new Promise(() => {}) : text(`run ${runs}`);
    },
  });
  return { deployment, begun, runs: () => runs };
}

/** Begins a run whose worker then is silent: nothing in memory outlives it but the table. */
async function beginAndDie(event: TaskEvent, { deployment, begun }: ReturnType<typeof dying>, run: number) {
  const frozen = deployment.freeze();
  void frozen.work(event);
  await begun[run - 1]?.promise;
  frozen.die();
}

test('a catalogue that cannot be read leaves a task to the next run of its event', async () => {
  let isAway = true;
  const away = async () => Promise.reject(new CatalogUnavailable('the table is away'));
  const deployment = createDeployment({
    catalog: (catalog) => ({ ...catalog, server: (name) => (isAway ? away() : catalog.server(name)) }),
  });
  const taskId = await deployment.create();
  const event = deployment.state.started.shift() as TaskEvent;
  await expect(deployment.work(event)).rejects.toThrow(CatalogUnavailable);
  expect((await deployment.get(taskId)).status).toBe('working');
  isAway = false;
  await deployment.work(event);
  expect((await deployment.get(taskId)).status).toBe('completed');
});

describe('the death of a worker', () => {
  it('fails a task whose tool may not run twice, when Lambda runs the event again', async () => {
    const scene = dying(1);
    const { deployment } = scene;
    const taskId = await deployment.create();
    const event = deployment.state.started.shift() as TaskEvent;
    await beginAndDie(event, scene, 1);
    deployment.clock.now += SILENT_MS;
    await deployment.work(event);
    expect(scene.runs()).toBe(1);
    expect(await deployment.get(taskId)).toMatchObject({
      status: 'failed',
      statusMessage: expect.stringContaining('may be partly done'),
      error: { code: -32603 },
    });
  });

  it('is noticed by whoever asks for the task', async () => {
    const scene = dying(1);
    const { deployment } = scene;
    const taskId = await deployment.create();
    await beginAndDie(deployment.state.started.shift() as TaskEvent, scene, 1);
    deployment.clock.now += SILENT_MS - 1;
    expect((await deployment.get(taskId)).status).toBe('working');
    deployment.clock.now += 1;
    expect((await deployment.get(taskId)).status).toBe('failed');
  });

  it('lets a tool that may run twice run again, three times in all', async () => {
    for (const annotations of [{ readOnlyHint: true }, { idempotentHint: true }]) {
      const scene = dying(2, annotations);
      const { deployment } = scene;
      const taskId = await deployment.create();
      for (const run of [1, 2]) {
        await beginAndDie(deployment.state.started.shift() as TaskEvent, scene, run);
        deployment.clock.now += SILENT_MS;
        expect((await deployment.get(taskId)).status).toBe('working');
      }
      await deployment.drain();
      expect(await deployment.get(taskId)).toMatchObject({
        status: 'completed',
        result: { content: [{ text: 'run 3' }] },
      });
    }
  });

  it('ends the task in the end', async () => {
    const scene = dying(3, { readOnlyHint: true });
    const { deployment } = scene;
    const taskId = await deployment.create();
    for (const run of [1, 2, 3]) {
      await beginAndDie(deployment.state.started.shift() as TaskEvent, scene, run);
      deployment.clock.now += SILENT_MS;
      await deployment.get(taskId);
    }
    expect(deployment.state.started).toEqual([]);
    expect(await deployment.get(taskId)).toMatchObject({
      status: 'failed',
      statusMessage: expect.stringContaining('3 times'),
    });
  });
});

describe('events', () => {
  it('run a task once, though they come twice or late', async () => {
    let runs = 0;
    const open = gate();
    const deployment = createDeployment({
      run: async () => {
        runs += 1;
        await open.promise;
        return text('once');
      },
    });
    const taskId = await deployment.create();
    const event = deployment.state.started.shift();
    const first = deployment.work(event);
    await deployment.work(event);
    open.resolve();
    await first;
    deployment.state.table.reads.length = 0;
    await deployment.work(event);
    await deployment.work({ taskId, round: 2 });
    expect(deployment.state.table.reads).toEqual(Array(2).fill(`get K#${taskId} task`));
    expect(runs).toBe(1);
    expect((await deployment.get(taskId)).status).toBe('completed');
  });

  it('that were lost are sent again for who asks, and the task is given up after an hour', async () => {
    const deployment = createDeployment();
    const taskId = await deployment.create();
    deployment.state.started.length = 0;
    await deployment.get(taskId);
    deployment.clock.now += 60_001;
    await deployment.get(taskId);
    await deployment.get(taskId);
    expect(deployment.state.started).toEqual([{ taskId, round: 1 }]);
    deployment.clock.now += 3_600_000;
    expect(await deployment.get(taskId)).toMatchObject({ status: 'failed', error: { code: -32603 } });
  });

  it('that name no task are errors, and those of a forgotten task are nothing', async () => {
    const deployment = createDeployment();
    await expect(deployment.work({})).rejects.toThrow('does not name a task');
    await deployment.work({ taskId: 'a'.repeat(32), round: 1 });
  });

  it('are run again by Lambda when the end could not be written', async () => {
    const deployment = createDeployment({
      run: async () => {
        deployment.state.table.failure = new Error('the table is away');
        return text('done');
      },
    });
    await deployment.create();
    await expect(deployment.drain()).rejects.toThrow('the table is away');
  });
});

describe('requests that arrive late', () => {
  it('do not undo a task, though what created it reaches the table again after its end', async () => {
    const late: (() => Promise<unknown>)[] = [];
    const twice =
      <A extends readonly unknown[], R>(write: (...args: A) => Promise<R>) =>
      (...args: A) => {
        late.push(() => write(...args));
        return write(...args);
      };
    const deployment = createDeployment({
      run: async () => text('done'),
      state: ({ table, tokens, startWorker }) => ({
        tokens,
        startWorker,
        table: { ...table, put: twice(table.put), update: twice(table.update) },
      }),
    });
    const taskId = await deployment.create();
    const ofCreation = late.splice(0);
    await deployment.drain();
    await Promise.allSettled(ofCreation.map((write) => write()));
    expect((await deployment.get(taskId)).status).toBe('completed');
  });
});

describe('a table that is away for a moment', () => {
  // A key takes 1,000 KB a second. AWS: amazondynamodb/latest/developerguide/bp-partition-key-design.html
  it('does not lose what a tool did that may not run twice, though it refuses each write at first', async () => {
    const refused = new Set<string>();
    let done = false;
    const once = (what: string) => {
      if (!done || refused.has(what)) return;
      refused.add(what);
      throw new Error('throttled');
    };
    const deployment = createDeployment({
      tool: { limits: { resultBytes: 6_000_000 } },
      run: async () => {
        done = true;
        return text('x'.repeat(1_000_000));
      },
      state: ({ table, tokens, startWorker }) => ({
        tokens,
        startWorker,
        table: {
          ...table,
          async put(item) {
            once(item.sk);
            await table.put(item);
          },
          async update(key, update) {
            once(key.sk);
            return table.update(key, update);
          },
        },
      }),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    expect((await deployment.get(taskId)).status).toBe('completed');
    expect(refused.size).toBe(10);
    const reasons = deployment.logged.flatMap(({ fields }) => fields?.reason ?? []);
    expect(reasons).toEqual(Array(10).fill('Error: throttled'));
  });

  it('costs a task nothing as long as its tool has not begun, though that may not run twice', async () => {
    let away = false;
    const deployment = createDeployment({
      run: async () => text('done'),
      state: ({ table, tokens, startWorker }) => ({
        tokens,
        startWorker,
        table: {
          ...table,
          query: (range) => (away ? Promise.reject(new Error('the table is away')) : table.query(range)),
        },
      }),
    });
    const taskId = await deployment.create();
    const [event] = deployment.state.started;
    away = true;
    await expect(deployment.work(event)).rejects.toThrow('the table is away');
    away = false;
    deployment.clock.now += SILENT_MS;
    await deployment.work(event);
    expect((await deployment.get(taskId)).status).toBe('completed');
  });
});

describe('cancelling', () => {
  it('is acknowledged as often as it is asked, and ends the target', async () => {
    const returned = gate();
    const begun = gate();
    const deployment = createDeployment({
      async *run(): AsyncGenerator<Part> {
        begun.resolve();
        try {
          for (let progress = 1; ; progress += 1) {
            yield { type: 'progress', progress };
            await new Promise((resolve) => setTimeout(resolve, 2));
          }
        } finally {
          returned.resolve();
        }
      },
    });
    const taskId = await deployment.create();
    const working = deployment.drain();
    await begun.promise;
    for (let times = 0; times < 2; times += 1) {
      expect((await deployment.cancel(taskId)).result).toEqual({ resultType: 'complete', _meta: expect.anything() });
    }
    expect((await deployment.get(taskId)).status).toBe('cancelled');
    await returned.promise;
    await working;
    expect((await deployment.get(taskId)).status).toBe('cancelled');
  });

  it('does not wait for a target that does not listen', async () => {
    const begun = gate();
    const deployment = createDeployment({
      run: async () => {
        begun.resolve();
        return new Promise(() => {});
      },
    });
    const taskId = await deployment.create();
    const working = deployment.drain();
    await begun.promise;
    await deployment.cancel(taskId);
    await working;
    expect((await deployment.get(taskId)).status).toBe('cancelled');
  });

  it('keeps a task from ever beginning, and leaves one that ended alone', async () => {
    let runs = 0;
    const deployment = createDeployment({
      run: async () => {
        runs += 1;
        return text('done');
      },
    });
    const cancelled = await deployment.create();
    await deployment.cancel(cancelled);
    await deployment.drain();
    expect(runs).toBe(0);
    const taskId = await deployment.create();
    await deployment.drain();
    expect((await deployment.cancel(taskId)).result.resultType).toBe('complete');
    expect((await deployment.get(taskId)).status).toBe('completed');
  });
});
