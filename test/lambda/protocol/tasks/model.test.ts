import { openTaskStore } from '../../../../lambda/protocol/tasks/store.ts';
import { newTask, type Task } from '../../../../lambda/protocol/tasks/task.ts';
import * as transitions from '../../../../lambda/protocol/tasks/transitions.ts';
import type { StateTable } from '../../../../lambda/state/index.ts';
import type { Item, Table } from '../../../../lambda/table/index.ts';
import { type Actor, explore, type World } from '../../../support/interleaving.ts';

/*
 * The real store and the real transitions, in every order of their table operations: workers that were started twice, a caller who
 * cancels, one who asks, two who answer; and a clock that may jump past a worker's hold at any moment. Every state is also checked
 * as if everyone had crashed in it.
 */

const START = 1_700_000_000_000;
/** Past a worker's hold. */
const LATER = START + 31_000;
const HOURS = 2 * 60 * 60 * 1000;
const ID = 'model'.padEnd(32, 'x');

const stateTable = (table: Table): StateTable => ({
  get: table.get,
  query: table.query,
  update: table.update,
  put: (item) => table.putAll([item]),
});

function taskOf(item: Item): Task {
  return { ...(JSON.parse(String(item.task)) as Task), version: Number(item.version) };
}

/** What an attempt says; long enough for two pieces. */
const resultOf = (attempt: number) => `${attempt}`.repeat(120_001);

interface Scene {
  readonly now: () => number;
  readonly runs: string[];
}

/** Runs an event as `tasks/worker.ts` does. */
const worker =
  (name: string, round: number, renews = true) =>
  (scene: Scene): Actor => ({
    name,
    async run(table) {
      const store = openTaskStore(stateTable(table), scene.now);
      const task = await store.change(ID, (found) => transitions.take(found, round, scene.now()));
      if (task?.state.status !== 'working') return;
      scene.runs.push(name);
      if (renews) await store.change(ID, (found) => transitions.renew(found, task.attempt, 'half', scene.now()));
      const pieces = await store.writeResult(task, resultOf(task.attempt));
      await store.change(ID, (found) => transitions.complete(found, task.attempt, pieces, scene.now()));
    },
  });

const canceller = (scene: Scene): Actor => ({
  name: 'canceller',
  async run(table) {
    await openTaskStore(stateTable(table), scene.now).change(ID, (found) => transitions.cancel(found, scene.now()));
  },
});

/** Asks as `tasks/get` does; a result that shows must be whole. */
const asker = (scene: Scene): Actor => ({
  name: 'asker',
  async run(table) {
    const store = openTaskStore(stateTable(table), scene.now);
    const healed = await store.change(ID, (found) => transitions.heal(found, scene.now()));
    if (healed?.state.status === 'working') await start(table, 'asker');
    const task = await store.read(ID);
    if (task?.state.status !== 'completed') return;
    expect((await store.readResult(task, task.state.pieces)) === resultOf(task.attempt)).toBe(true);
  },
});

/** Answers some questions as `tasks/update` does. */
const answerer =
  (name: string, keys: readonly string[]) =>
  (scene: Scene): Actor => ({
    name,
    async run(table) {
      const responses = new Map(keys.map((key) => [key, { by: name }]));
      const store = openTaskStore(stateTable(table), scene.now);
      const next = await store.change(ID, (found) => transitions.answer(found, responses, scene.now()));
      if (next?.state.status === 'working') await start(table, name);
    },
  });

const clock = (): Actor => ({
  name: 'clock',
  run: (table) => table.putAll([{ pk: 'clock', sk: 'clock', now: LATER }]),
});

/** An event for the worker. */
const start = (table: Table, by: string) => table.putAll([{ pk: 'event', sk: by }]);

const fresh = (repeatable: boolean): Task => ({
  ...newTask(
    { server: 's', principal: 'p', tool: 't', scopes: [], repeatable, answers: { responses: {}, state: undefined } },
    START,
  ),
  id: ID,
});

function asking(): Task {
  const taken = transitions.take(fresh(false), 1, START) ?? fresh(false);
  const request = { method: 'elicitation/create', params: {} };
  const inputRequests = { a: request, b: request };
  return transitions.ask(taken, 1, { type: 'input_required', inputRequests }, START) ?? taken;
}

interface Scenario {
  readonly task: Task;
  readonly actors: readonly ((scene: Scene) => Actor)[];
  /** What must hold when all have ended. */
  atEnd?(task: Task, events: readonly Item[], runs: readonly string[]): void;
}

function createWorld({ task: first, actors, atEnd }: Scenario): World {
  const { version, ...rest } = first;
  const item = { pk: `K#${ID}`, sk: 'task', expires: 0, version, task: JSON.stringify(rest) };
  const items = new Map<string, Item>([[`${item.pk}\n${item.sk}`, item]]);
  const now = () => Number(items.get('clock\nclock')?.now ?? START);
  const scene: Scene = { now, runs: [] };
  const current = () => taskOf(items.get(`K#${ID}\ntask`) ?? item);
  let last = current();
  return {
    items,
    actors: actors.map((actor) => actor(scene)),
    summarize: (found) => (found ? `${found.pk}/${found.sk}/${found.task ?? ''}` : '-'),
    stamp: () => ` at ${now()}`,
    observer: {
      updated(_actor, _update, after) {
        const task = taskOf(after);
        // A terminal status never changes, every write counts, and what the caller sees never goes back in time.
        expect(transitions.isEnded(last)).toBe(false);
        expect(task.version).toBe(last.version + 1);
        expect(task.updatedAt).toBeGreaterThanOrEqual(last.updatedAt);
        last = task;
      },
    },
    async always() {
      const task = current();
      expect(wholeResult(task, items)).toBe(true);
      // Nobody but the caller can bring a question on; anything else ends, though nobody lives who works on it.
      if (task.state.status !== 'input_required') expect(transitions.isEnded(abandoned(task))).toBe(true);
      if (!first.repeatable) expect(task.tries).toBeLessThanOrEqual(1);
    },
    async atEnd() {
      atEnd?.(
        current(),
        [...items.values()].filter(({ pk }) => pk === 'event'),
        scene.runs,
      );
    },
  };
}

function wholeResult({ attempt, state }: Task, items: ReadonlyMap<string, Item>): boolean {
  if (state.status !== 'completed') return true;
  const pieces = [...items.values()].filter(({ sk }) => sk.startsWith(`result#${attempt}#`));
  return pieces.length === state.pieces && pieces.map(({ text }) => text).join('') === resultOf(attempt);
}

/** What becomes of a task that only ever is asked for. */
function abandoned(task: Task): Task {
  let left = task;
  for (let now = LATER + HOURS; now < LATER + 9 * HOURS; now += HOURS) left = transitions.heal(left, now) ?? left;
  return left;
}

const ended = (task: Task) => expect(transitions.isEnded(task)).toBe(true);

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'an event that comes twice, and a silent worker': {
    task: fresh(false),
    actors: [worker('first', 1), worker('twin', 1), clock],
    atEnd(task, _events, runs) {
      ended(task);
      expect(runs).toHaveLength(1);
    },
  },
  'a cancellation, and somebody who asks': {
    task: fresh(false),
    actors: [worker('first', 1), canceller, asker],
    atEnd: ended,
  },
  'somebody who asks while a worker is silent': {
    task: fresh(false),
    actors: [worker('first', 1), asker, clock],
    atEnd: ended,
  },
  'a tool that may run again': {
    task: fresh(true),
    actors: [worker('first', 1, false), worker('twin', 1, false), clock],
    atEnd: ended,
  },
  'a tool that may run again, and somebody who asks': {
    task: fresh(true),
    actors: [worker('first', 1), asker, clock],
    atEnd: (task, events) => void (events.length > 0 || ended(task)),
  },
  'two who answer at once, and one who cancels': {
    task: asking(),
    actors: [answerer('one', ['a']), answerer('other', ['b', 'a']), canceller],
    atEnd(task, events) {
      expect(task.state.status).toBe('cancelled');
      expect(events.length).toBeLessThanOrEqual(1);
    },
  },
  'two who answer at once, and the next round': {
    task: asking(),
    actors: [answerer('one', ['a']), answerer('other', ['b', 'a']), worker('next', 2)],
    atEnd(task, events) {
      expect(events).toHaveLength(1);
      const { a, b } = task.answers.responses;
      expect([a, b]).toEqual([{ by: expect.stringMatching('one|other') }, { by: 'other' }]);
    },
  },
};

it.each(Object.entries(SCENARIOS))('holds in every order: %s', async (_name, scenario) => {
  const { states, ends } = await explore(() => createWorld(scenario));
  expect(states).toBeGreaterThan(200);
  expect(ends).toBeGreaterThan(10);
});

it('starts one worker for answers that came at once, whatever their order', async () => {
  const counts = new Set<number>();
  await explore(() =>
    createWorld({
      task: asking(),
      actors: [answerer('one', ['a']), answerer('other', ['b'])],
      atEnd: (_task, events) => void counts.add(events.length),
    }),
  );
  expect([...counts]).toEqual([1]);
});
