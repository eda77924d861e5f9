import type { StateTable } from '../../../lambda/state/index.ts';
import { createStreamLeases } from '../../../lambda/state/stream-leases.ts';
import { openStateTable } from '../../../lambda/state/table.ts';
import type { Key } from '../../../lambda/table/index.ts';
import type { After } from '../../../lambda/timeout.ts';
import { createTestState } from '../../support/state.ts';
import { tableKinds, withTable } from '../../support/table-kinds.ts';

const START = 1_700_000_000_000;
const LONG_MS = 800_000;

/** A clock with timers that run when the test moves it on, in the order of their times. */
class ManualClock {
  time = START;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];
  readonly now = () => this.time;
  readonly after: After = (ms, callback) => {
    const timer = { at: this.time + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Whether anything waits. */
  get isIdle(): boolean {
    return this.#timers.length === 0;
  }

  /** Moves on, and lets what each timer starts finish. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.callback();
      await settled();
    }
    this.time = end;
  }
}

/** In memory, everything that a timer starts is done after this. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** One instance: its own leases over the common table and clock. */
function instance(table: StateTable, clock: ManualClock, maxStreams: number) {
  const leases = createStreamLeases({ table, maxStreams, now: clock.now, after: clock.after });
  const lost: string[] = [];
  return {
    lost,
    acquire: (name = 'a', maxMs = LONG_MS) => leases.acquire({ maxMs, onLost: () => void lost.push(name) }),
  };
}

const kinds = tableKinds({
  memory: () => ({ table: createTestState().table as StateTable, close: async () => {} }),
  started: (started) => ({ table: openStateTable(started), close: async () => {} }),
});

describe.each(kinds)('leases of streams: $name', (kind) => {
  let table: StateTable;
  const check = withTable(kind, (subject) => {
    table = subject.table;
  });

  check(
    'are as many as the stage allows, however many instances ask at once, and free again when released',
    async () => {
      // Prepare
      const clock = new ManualClock();
      const ask = () => instance(table, clock, 3).acquire();

      // Act
      const leases = await Promise.all(Array.from({ length: 6 }, ask));
      for (let count = 0; count < 4; count += 1) leases.push(await ask());

      // Assess
      const held = leases.filter((lease) => lease !== undefined);
      expect(held).toHaveLength(3);
      await held[1]?.release();
      expect([await ask(), await ask()]).toEqual([expect.anything(), undefined]);
    },
  );
});

describe('the lease of a stream', () => {
  let table: ReturnType<typeof createTestState>['table'];
  let clock: ManualClock;
  beforeEach(() => {
    table = createTestState().table;
    clock = new ManualClock();
  });

  test('stays with a stream that is open for minutes, and needs no timer once it is released', async () => {
    const [one, other] = [instance(table, clock, 1), instance(table, clock, 1)];
    const lease = await one.acquire();

    for (let seconds = 0; seconds < 700; seconds += 10) {
      await clock.pass(10_000);
      expect(await other.acquire()).toBeUndefined();
    }
    await lease?.release();
    await lease?.release();

    expect(one.lost).toEqual([]);
    expect(clock.isIdle).toBe(true);
    expect(await other.acquire()).toBeDefined();
  });

  test('of an instance that was killed is free after a minute, and not before', async () => {
    const killed = new ManualClock();
    await instance(table, killed, 1).acquire();
    const other = instance(table, clock, 1);

    clock.time = START + 59_999;
    expect(await other.acquire()).toBeUndefined();
    clock.time = START + 60_000;
    expect(await other.acquire()).toBeDefined();
  });

  test('that another stream took after it expired ends its own stream, and stays with the other', async () => {
    const frozen = new ManualClock();
    const slow = instance(table, frozen, 1);
    const lease = await slow.acquire('slow');
    clock.time = START + 60_000;
    const other = instance(table, clock, 1);
    await other.acquire();

    await frozen.pass(15_000);
    await lease?.release();

    expect(slow.lost).toEqual(['slow']);
    expect(frozen.isIdle).toBe(true);
    expect(await other.acquire()).toBeUndefined();
  });

  test('outlasts a table that is away for some seconds, and ends its stream once it has expired', async () => {
    const one = instance(table, clock, 1);
    await one.acquire();

    table.failure = new Error('away');
    await clock.pass(40_000);
    table.failure = undefined;
    await clock.pass(15_000);
    expect(one.lost).toEqual([]);
    table.failure = new Error('away');
    await clock.pass(75_000);

    expect(one.lost).toEqual(['a']);
    expect(clock.isIdle).toBe(true);
  });

  test('that nobody releases is renewed no longer than its stream may be open', async () => {
    const one = instance(table, clock, 1);
    await one.acquire('a', 100_000);

    await clock.pass(100_000 + 60_000);

    expect(clock.isIdle).toBe(true);
    expect(await instance(table, clock, 1).acquire()).toBeDefined();
  });

  test('is an item of the one partition that the function may write, and expires', async () => {
    const written: Key[] = [];
    const recorded: StateTable = {
      get: (key) => table.get(key),
      query: (range) => table.query(range),
      put: (item) => table.put(item),
      update: (key, update) => {
        written.push(key);
        return table.update(key, update);
      },
    };

    const lease = await instance(recorded, clock, 3).acquire();
    await clock.pass(20_000);
    await lease?.release();

    // lib/constructs/functions allows this partition; the test of the stacks has the same text.
    expect(new Set(written.map(({ pk }) => pk))).toEqual(new Set(['L#listen']));
    expect(written).toHaveLength(3);
    const [item] = [...table.items.values()];
    expect(Number(item?.expires) * 1000).toBeGreaterThan(clock.time);
  });

  test('fails with the table: without it, nobody knows how many streams are open', async () => {
    table.failure = new Error('away');
    await expect(instance(table, clock, 1).acquire()).rejects.toThrow('away');
  });
});
