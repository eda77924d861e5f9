import type { Item, Key, KeyRange, Table, Update } from '../../lambda/table/index.ts';
import { applyUpdate, idOf, inRange, scanned } from './memory-table.ts';

/** One of several programs that share a table and take turns, one table operation at a time. */
export interface Actor {
  readonly name: string;
  run(table: Table): Promise<void>;
}

/** Called for every operation in the order in which the table executed it. */
interface Observer {
  wrote?(actor: string, item: Item, before: Item | undefined): void;
  updated?(actor: string, update: Update, after: Item): void;
}

/** One run of a scenario: fresh programs over a fresh table, and what must hold. */
export interface World {
  readonly items: Map<string, Item>;
  readonly actors: readonly Actor[];
  readonly observer: Observer;
  /** Identifies the content of an item. @default that of a catalogue: only heads change */
  summarize?(item: Item | undefined): string;
  /** State of the programs besides the table, such as the time, as far as an operation can observe it. */
  stamp?(): string;
  /** Checks an invariant of every state, even if every actor stopped in it. Must not change `items`. */
  always(): Promise<void>;
  /** Checks the final state, after all programs have ended. */
  atEnd(): Promise<void>;
}

/** The coverage of an exploration. */
export interface Explored {
  /** Distinct states of the table and of what each program has observed. */
  readonly states: number;
  /** Transitions between states. */
  readonly steps: number;
  /** States in which every program had ended. */
  readonly ends: number;
}

interface Operation {
  readonly name: string;
  carryOut(): void;
}

/** A running program, stopped at its pending operations. */
interface Running {
  readonly pending: Operation[];
  /** Its results so far, which together with its code determine its next steps. */
  readonly seen: string[];
  ended: boolean;
  error: unknown;
}

/**
 * Runs a scenario in every possible order of table operations. A state that was reached before is not followed again; since
 * every state is checked as if all programs had crashed in it, crashes at every point are covered, and since a program may
 * stand still for as long as others run, so are late writers.
 *
 * @param createWorld makes the scenario anew; it must behave the same each time
 */
export async function explore(createWorld: () => World): Promise<Explored> {
  const visited = new Set<string>();
  const tables = new Set<string>();
  const schedules: number[][] = [[]];
  let steps = 0;
  let ends = 0;
  for (let schedule = schedules.pop(); schedule; schedule = schedules.pop()) {
    const world = createWorld();
    const running = await startAll(world);
    for (const choice of schedule) await take(running, choice);
    // Follow the first choice on the spot; the others start from the beginning, as programs cannot be copied.
    for (let path = schedule; ; path = [...path, 0]) {
      const state = stateOf(world, running);
      if (visited.has(state)) break;
      visited.add(state);
      for (const { error } of running) if (error) throw error;
      const table = tableState(world);
      if (!tables.has(table)) await world.always();
      tables.add(table);
      const choices = running.flatMap(({ pending }) => pending).length;
      steps += choices;
      for (let choice = 1; choice < choices; choice += 1) schedules.push([...path, choice]);
      if (choices === 0) {
        ends += 1;
        await world.atEnd();
        break;
      }
      await take(running, 0);
    }
  }
  return { states: visited.size, steps, ends };
}

async function startAll(world: World): Promise<readonly Running[]> {
  const all: Running[] = [];
  for (const actor of world.actors) {
    const running: Running = { pending: [], seen: [], ended: false, error: undefined };
    all.push(running);
    actor
      .run(steppedTable(world, actor.name, running))
      .catch((error: unknown) => {
        running.error = error;
      })
      .finally(() => {
        running.ended = true;
      });
    await standStill();
  }
  return all;
}

/** Executes one of the pending operations, numbered over the programs in their order. */
async function take(all: readonly Running[], choice: number): Promise<void> {
  let left = choice;
  for (const { pending } of all) {
    if (left < pending.length) {
      const [operation] = pending.splice(left, 1);
      operation?.carryOut();
      return standStill();
    }
    left -= pending.length;
  }
  throw new Error('the scenario did not behave the same twice');
}

/** Between operations programs only compute: when the microtask queue is empty, all of them are stopped. */
function standStill(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function steppedTable(world: World, actor: string, running: Running): Table {
  const { items, observer } = world;
  const summarize = summaryOf(world);
  const stamp = () => world.stamp?.() ?? '';
  function step<V>(name: string, work: () => V, summary: (value: V) => string): Promise<V> {
    return new Promise((resolve, reject) => {
      const carryOut = () => {
        try {
          const value = work();
          running.seen.push(`${name}=${summary(value)}${stamp()}`);
          resolve(value);
        } catch (error) {
          running.seen.push(`${name}!${error}${stamp()}`);
          reject(error);
        }
      };
      running.pending.push({ name, carryOut });
    });
  }
  return {
    get: (key: Key) => step(`get ${idOf(key)}`, () => items.get(idOf(key)), summarize),
    query: (range: KeyRange) =>
      step(
        `query ${JSON.stringify(range)}`,
        () => inRange([...items.values()], range),
        (found) => found.map(summarize).join(),
      ),
    async putAll(added) {
      for (const item of added) {
        const write = () => {
          observer.wrote?.(actor, item, items.get(idOf(item)));
          items.set(idOf(item), item);
        };
        await step(`put ${idOf(item)}`, write, () => '');
      }
    },
    removeAll: (keys) =>
      step(
        `remove ${keys.map(idOf).join()}`,
        () => keys.forEach((key) => void items.delete(idOf(key))),
        () => '',
      ),
    scanKeys: () =>
      step(
        'scan',
        () => [...items.values()].map(scanned),
        (found) => found.map(({ pk, sk }) => `${pk}/${sk}`).join(),
      ),
    update(key, update) {
      const change = () => {
        const after = applyUpdate(items.get(idOf(key)), key, update);
        items.set(idOf(key), after);
        observer.updated?.(actor, update, after);
        return after;
      };
      return step(`update ${idOf(key)}`, change, summarize);
    },
  };
}

function summaryOf({ summarize = summarizeCatalog }: World): (item: Item | undefined) => string {
  return summarize;
}

/** Only heads and their observations change; every other item is immutable. The random cursor key does not matter here. */
function summarizeCatalog(item: Item | undefined): string {
  if (!item) return '-';
  return item.pk.startsWith('S#') ? JSON.stringify({ ...item, cursorKey: '' }) : `${item.pk}/${item.sk}`;
}

function tableState(world: World): string {
  return [...world.items.values()].map(summaryOf(world)).sort().join('\n');
}

function stateOf(world: World, all: readonly Running[]): string {
  const programs = all.map(({ seen, pending, ended }) => [seen, pending.map(({ name }) => name), ended]);
  return `${tableState(world)}\n${JSON.stringify(programs)}`;
}
