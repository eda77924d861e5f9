import type { JsonObject } from '../../../../lambda/json.ts';
import type { Filter } from '../../../../lambda/protocol/subscriptions/filter.ts';
import { Pause } from '../../../../lambda/protocol/subscriptions/pause.ts';
import { POLL_MS, type Watch, watch } from '../../../../lambda/protocol/subscriptions/watch.ts';
import { WatchedTasks } from '../../../../lambda/protocol/subscriptions/watched-tasks.ts';
import { accessOf } from '../support/access.ts';
import { START, TestCatalog, TestClock, TestLog, viewOf } from './support.ts';

const TOOLS: Filter = { toolsListChanged: true };
const TOOLS_CHANGED = [{ method: 'notifications/tools/list_changed' }];
const NO_TASKS = new WatchedTasks(async () => undefined);

let clock: TestClock;
let catalog: TestCatalog;
let log: TestLog;

beforeEach(() => {
  clock = new TestClock();
  catalog = new TestCatalog();
  log = new TestLog();
});

function watching(rest: Partial<Watch> = {}): Watch {
  return {
    filter: TOOLS,
    access: accessOf({ view: viewOf(1) }),
    look: async () => {
      const view = await catalog.reread();
      return view && accessOf({ view });
    },
    catalog,
    tasks: NO_TASKS,
    settleMs: 5_000,
    until: START + 10_000,
    now: clock.now,
    pause: new Pause(clock.after),
    log,
    ...rest,
  };
}

async function toldBy(watched: Watch) {
  const told = [];
  for await (const changes of watch(watched)) told.push(changes);
  return told;
}

describe('watching a server', () => {
  test('looks twice a second, tells nothing where nothing changes, and ends in time', async () => {
    expect(await toldBy(watching({ until: START + 1_750 }))).toEqual([]);
    expect(clock.waits).toEqual([500, 500, 500, 250]);
    expect(catalog.reads).toBe(4);
  });

  test('tells a change at once, and again when every instance shows it', async () => {
    clock.onWait = () => {
      if (clock.passed === 2_000) catalog.publish({ lists: { tools: 'new' } });
    };
    const at: number[] = [];
    for await (const changes of watch(watching())) {
      expect(changes).toEqual(TOOLS_CHANGED);
      at.push(clock.passed);
    }
    expect(at).toEqual([2_000, 7_000]);
  });

  test('tells again once what changed twice meanwhile, and at the end what is left to tell', async () => {
    clock.onWait = () => {
      if (clock.passed === 2_000 || clock.passed === 10_000)
        catalog.publish({ lists: { tools: `at ${clock.passed}` } });
      if (clock.passed === 4_000) catalog.publish({ lists: { tools: 'at 2000', prompts: 'new' } });
    };
    expect(await toldBy(watching({ until: START + 11_000 }))).toEqual([
      TOOLS_CHANGED,
      TOOLS_CHANGED,
      TOOLS_CHANGED,
      TOOLS_CHANGED,
    ]);
    expect(clock.passed).toBe(11_000);
  });

  test('tells what changed between the view that the client was served from and the first look', async () => {
    catalog.publish({ lists: { tools: 'new' } });
    expect(await toldBy(watching({ until: START + POLL_MS }))).toEqual([TOOLS_CHANGED]);
  });

  test('looks at nothing after the time is over', async () => {
    expect(await toldBy(watching({ until: START - 1 }))).toEqual([]);
    expect(catalog.reads).toBe(0);
  });

  test('a table that is away for a while: waits longer each time, and tells what happened meanwhile', async () => {
    catalog.away = true;
    clock.onWait = () => {
      if (clock.passed < 7_000) return;
      if (catalog.away) catalog.publish({ lists: { tools: 'new' } });
      catalog.away = false;
    };
    expect(await toldBy(watching())).toEqual([TOOLS_CHANGED, TOOLS_CHANGED]);
    expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000, 500, 500, 500, 500, 500]);
    expect(log.errors).toHaveLength(3);
    expect(log.errors[0]?.fields?.reason).toContain('the table is away');
  });

  test('a table that stays away ends it long before the time is over', async () => {
    catalog.away = true;
    expect(await toldBy(watching({ until: START + 800_000 }))).toEqual([]);
    expect(clock.passed).toBe(63_500);
    expect(log.errors).toHaveLength(7);
  });

  test('does not repeat what its caller must not hear of any more', async () => {
    const filter: Filter = { resourceSubscriptions: ['x:a', 'x:b', 'x:c'] };
    catalog = new TestCatalog({ resources: { 'x:a': 1, 'x:b': 1, 'x:c': 1 } });
    clock.onWait = () => {
      if (clock.passed === 2_000) catalog.publish({ resources: { 'x:a': 2, 'x:b': 2 } });
      if (clock.passed === 4_000) catalog.publish({ resources: { 'x:a': 2, 'x:b': 2 }, hidden: ['x:b'] });
    };
    const told = await toldBy(watching({ filter }));
    const uris = told.map((changes) => changes.map(({ params }) => (params as { uri: string }).uri));
    expect(uris).toEqual([
      ['x:a', 'x:b', 'x:c'],
      ['x:a', 'x:c'],
    ]);
  });

  test('says nothing more once its caller may not listen any more', async () => {
    clock.onWait = () => {
      if (clock.passed === 2_000) catalog.publish({ lists: { tools: 'new' } });
      if (clock.passed === 3_000) catalog.gone = true;
    };
    expect(await toldBy(watching())).toEqual([TOOLS_CHANGED]);
    expect(clock.passed).toBe(3_000);
  });

  test('repeats what is left to repeat although the poll before the end took long', async () => {
    clock.onWait = () => {
      if (clock.passed === 8_000) catalog.publish({ lists: { tools: 'new' } });
    };
    const look = async () => {
      if (clock.passed === 9_500) clock.time += 1_000;
      const view = await catalog.reread();
      return view && accessOf({ view });
    };
    expect(await toldBy(watching({ look }))).toEqual([TOOLS_CHANGED, TOOLS_CHANGED]);
  });

  test('ends when the server is gone', async () => {
    catalog.gone = true;
    expect(await toldBy(watching())).toEqual([]);
    expect(clock.passed).toBe(POLL_MS);
  });

  test('ends at once when it is left, even in the middle of a wait', async () => {
    let isCancelled = false;
    const pause = new Pause(() => () => {
      isCancelled = true;
    });
    const changes = watch(watching({ pause }));
    const next = changes.next();
    pause.stop();
    expect(await next).toEqual({ done: true, value: undefined });
    expect([isCancelled, await pause.wait(1_000), catalog.reads]).toEqual([true, false, 0]);
  });
});

describe('watching tasks', () => {
  let stored: Map<string, JsonObject>;
  let tasks: WatchedTasks;
  /** Why the second task cannot be read. */
  let fails: Error | undefined;
  const working = (taskId: string) => ({ taskId, status: 'working' });
  const told = (...list: JsonObject[]) => list.map((params) => ({ method: 'notifications/tasks', params }));

  beforeEach(() => {
    fails = undefined;
    stored = new Map([
      ['a', working('a')],
      ['b', working('b')],
    ]);
    tasks = new WatchedTasks(async (taskId) => {
      if (taskId === 'b' && fails) throw fails;
      const task = stored.get(taskId);
      if (task === undefined) return undefined;
      const ended = ['completed', 'failed', 'cancelled'].includes(String(task.status));
      return { changedAt: String(task.status).length, ended, text: async () => JSON.stringify(task) };
    });
  });

  test('finds those that the caller has, as they are', async () => {
    expect([...(await tasks.add(['a', 'x']))]).toEqual([['a', working('a')]]);
    expect(tasks.isLive).toBe(true);
  });

  test('tells a task whole when it changes, and ends when none can change any more', async () => {
    await tasks.add(['a', 'b']);
    const done = { taskId: 'a', status: 'completed', result: { content: [] } };
    const asks = { taskId: 'b', status: 'input_required', inputRequests: {} };
    clock.onWait = () => {
      if (clock.passed === 1_000) stored.set('a', done).set('b', asks);
      if (clock.passed === 3_000) stored.set('b', { taskId: 'b', status: 'cancelled' });
    };
    expect(await toldBy(watching({ filter: { taskIds: ['a', 'b'] }, tasks }))).toEqual([
      told(done, asks),
      told({ taskId: 'b', status: 'cancelled' }),
    ]);
    expect(clock.passed).toBe(3_000);
  });

  test('goes on for the lists when the tasks are over, and forgets a task that is gone', async () => {
    await tasks.add(['a']);
    stored.clear();
    expect(await toldBy(watching({ filter: { ...TOOLS, taskIds: ['a'] }, tasks }))).toEqual([]);
    expect([clock.passed, tasks.isLive]).toEqual([10_000, false]);
  });

  test('loses nothing when one of them cannot be read for a moment, nor what was published meanwhile', async () => {
    await tasks.add(['a', 'b']);
    clock.onWait = () => {
      if (clock.passed === 1_000) {
        stored.set('a', { taskId: 'a', status: 'completed' });
        catalog.publish({ lists: { tools: 'new' } });
        fails = new Error('the table is away');
      }
      if (clock.passed === 3_000) fails = undefined;
    };
    const seen = await toldBy(watching({ filter: { ...TOOLS, taskIds: ['a', 'b'] }, tasks, until: START + 3_000 }));
    expect(seen).toEqual([[...TOOLS_CHANGED, ...told({ taskId: 'a', status: 'completed' })]]);
  });

  test('is over before it began where every task is', async () => {
    stored.set('a', { taskId: 'a', status: 'failed', error: {} });
    await tasks.add(['a']);
    expect(await toldBy(watching({ filter: { taskIds: ['a'] }, tasks }))).toEqual([]);
    expect(clock.passed).toBe(0);
  });
});
