import { createRateLeases } from '../../../lambda/state/rate-leases.ts';
import { openStateTable } from '../../../lambda/state/table.ts';
import type { RateLimit, StateTable } from '../../../lambda/state/types.ts';
import type { Update } from '../../../lambda/table/index.ts';
import { createTestState } from '../../support/state.ts';
import { tableKinds, withTable } from '../../support/table-kinds.ts';
import { type Simulation, simulate } from './rate-simulation.ts';

const START = 1_700_000_000_000;
const FIVE: RateLimit = { requestsPerSecond: 5, burst: 10 };

/** Instances over one table, with a clock that the test moves. */
function world(table: StateTable = createTestState().table) {
  const clock = { time: START };
  const writes: Update[] = [];
  let reads = 0;
  const counted: StateTable = {
    ...table,
    get: (key) => {
      reads += 1;
      return table.get(key);
    },
    update: (key, update) => {
      writes.push(update);
      return table.update(key, update);
    },
  };
  return {
    clock,
    writes,
    get reads() {
      return reads;
    },
    instance: (skewMs = 0) => createRateLeases({ table: counted, now: () => clock.time + skewMs }),
  };
}

async function takeMany(count: number, take: () => number | Promise<number>): Promise<number[]> {
  const waits: number[] = [];
  for (let index = 0; index < count; index += 1) waits.push(await take());
  return waits;
}

const kinds = tableKinds({
  memory: () => ({ table: createTestState().table as StateTable, close: async () => {} }),
  started: (started) => ({ table: openStateTable(started), close: async () => {} }),
});

describe.each(kinds)('a token bucket: $name', (kind) => {
  let table: StateTable;
  const check = withTable(kind, (subject) => {
    table = subject.table;
  });

  check('admits its burst at once, then its rate, at all instances together', async () => {
    // Prepare
    const { clock, instance } = world(table);
    const instances = [instance(), instance(), instance()];

    // Act
    const first = await Promise.all(
      Array.from({ length: 30 }, (_, index) => Promise.resolve(instances[index % 3]?.take('burst', FIVE))),
    );
    clock.time += 1_000;
    const second = await Promise.all(
      Array.from({ length: 30 }, (_, index) => Promise.resolve(instances[index % 3]?.take('burst', FIVE))),
    );

    // Assess
    expect(first.filter((wait) => wait === 0)).toHaveLength(10);
    expect(second.filter((wait) => wait === 0)).toHaveLength(5);
  });

  check('is full again after a pause, and never holds more than its burst', async () => {
    const { clock, instance } = world(table);
    const one = instance();
    await takeMany(12, () => one.take('pause', FIVE));

    clock.time += 3_600_000;
    const waits = await takeMany(12, () => one.take('pause', FIVE));

    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
    expect(waits.slice(10)).toEqual([200, 200]);
  });
});

describe('the leases of a token bucket', () => {
  test('cost one write a call, and no read, at the only instance of a caller', async () => {
    const state = world();
    const one = state.instance();
    await takeMany(2, () => one.take('caller', FIVE));
    const before = { reads: state.reads, writes: state.writes.length };

    for (let count = 0; count < 40; count += 1) {
      state.clock.time += 300;
      expect(await one.take('caller', FIVE)).toBe(0);
    }

    expect(state.reads - before.reads).toBe(0);
    expect(state.writes.length - before.writes).toBe(40);
  });

  test('refuse from memory until the moment that is known, without a promise', async () => {
    const state = world();
    const one = state.instance();
    await takeMany(11, () => one.take('caller', FIVE));
    const before = { reads: state.reads, writes: state.writes.length };

    const waits: unknown[] = [];
    for (let count = 0; count < 4; count += 1) {
      waits.push(one.take('caller', FIVE));
      state.clock.time += 50;
    }

    expect(waits).toEqual([200, 150, 100, 50]);
    expect({ reads: state.reads, writes: state.writes.length }).toEqual(before);
    expect(await one.take('caller', FIVE)).toBe(0);
  });

  test('admit from memory what a busy instance leased with one write, without a promise', async () => {
    const state = world();
    const one = state.instance();
    const limit = { requestsPerSecond: 100 };
    for (let count = 0; count < 40; count += 1) {
      state.clock.time += 25;
      await one.take('caller', limit);
    }
    const before = state.writes.length;

    const taken: unknown[] = [];
    for (let count = 0; count < 80; count += 1) {
      state.clock.time += 25;
      taken.push(one.take('caller', limit));
      await taken.at(-1);
    }

    expect(taken.filter((wait) => wait === 0).length).toBeGreaterThanOrEqual(72);
    expect(state.writes.length - before).toBeLessThanOrEqual(8);
  });

  test('lose tokens that nobody used for a second', async () => {
    const state = world();
    const one = state.instance();
    const limit = { requestsPerSecond: 40, burst: 40 };
    await takeMany(25, () => one.take('caller', limit));
    // 25 calls in one second: the last writes leased more than they used.
    state.clock.time += 86_400_000;

    const waits = await takeMany(60, () => one.take('caller', limit));

    expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(40);
  });

  test('share one write among calls that wait at the same time', async () => {
    const state = world();
    const one = state.instance();

    const waits = await Promise.all(Array.from({ length: 14 }, () => one.take('caller', FIVE)));

    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
    expect(state.writes.length).toBeLessThanOrEqual(3);
  });

  test('count a write whose response was lost as spent, and fail the calls that waited for it', async () => {
    // Prepare
    const { table } = createTestState();
    let isLost = false;
    const lossy: StateTable = {
      ...table,
      update: async (key, update) => {
        const item = await table.update(key, update);
        if (isLost) throw new Error('lost');
        return item;
      },
    };
    const one = world(lossy).instance();
    await one.take('caller', FIVE);

    // Act
    isLost = true;
    await expect(one.take('caller', FIVE)).rejects.toThrow('lost');
    isLost = false;
    const waits = await takeMany(12, () => one.take('caller', FIVE));

    // Assess
    expect(waits.filter((wait) => wait === 0)).toHaveLength(8);
  });

  test('fail with the table: without it, nobody knows how many tokens are left', async () => {
    const { table } = createTestState();
    const one = world(table).instance();
    table.failure = new Error('away');

    await expect(one.take('caller', FIVE)).rejects.toThrow('away');
    table.failure = undefined;
    expect(await one.take('caller', FIVE)).toBe(0);
  });

  test('start anew with a bucket whose item was removed after it expired', async () => {
    const { table } = createTestState();
    const state = world(table);
    const one = state.instance();
    await takeMany(3, () => one.take('caller', FIVE));
    const [item] = [...table.items.values()];
    expect(Number(item?.expires) * 1000).toBeGreaterThan(state.clock.time + 3_600_000);

    state.clock.time += 7_200_000;
    await table.removeAll([{ pk: String(item?.pk), sk: String(item?.sk) }]);

    expect(await one.take('caller', FIVE)).toBe(0);
  });

  test('are items of partitions that the functions may write', async () => {
    const { table } = createTestState();
    await world(table).instance().take('caller#key:abc', FIVE);
    // lib/constructs/functions allows these partitions; the test of the stacks has the same text.
    expect([...table.items.values()].map(({ pk }) => pk)).toEqual(['L#rate#caller#key:abc']);
  });

  test.each([0.001, 0.3, 3, 7, 9_999])('keep a rate of %d a second exactly', async (requestsPerSecond) => {
    const { clock, instance } = world();
    const one = instance();
    const limit = { requestsPerSecond, burst: 1 };
    expect(await one.take('caller', limit)).toBe(0);

    const waitMs = await one.take('caller', limit);

    expect(waitMs).toBe(Math.ceil(1000 / requestsPerSecond));
    clock.time += waitMs;
    expect(await one.take('caller', limit)).toBe(0);
  });
});

describe('instances with different clocks, at twice the limit', () => {
  const SKEW_MS = 300;
  const at = (requestsPerSecond: number, instances: number): Simulation => ({
    seed: requestsPerSecond * 100 + instances,
    limit: { requestsPerSecond },
    instances,
    offered: 2 * requestsPerSecond,
    seconds: 30,
    skewMs: SKEW_MS,
  });
  const scales = [1, 4, 64];
  const cases = [2, 20, 100, 600].flatMap((rate) => scales.map((instances) => ({ rate, instances })));

  test.each(cases)('$instances admit $rate a second: no more, and at least 95 % from 20 a second up', async (scale) => {
    const { rate, instances } = scale;
    const { calls, admitted, writes, excess } = await simulate(at(rate, instances));

    expect(excess).toBe(0);
    if (rate >= 20) expect(admitted).toBeGreaterThanOrEqual(0.95 * rate * 30);
    expect(writes).toBeLessThanOrEqual(calls);
    // Below 20 calls a second and instance, each call may write; above, one in ten.
    if ((2 * rate) / instances >= 40) expect(writes).toBeLessThanOrEqual(calls / 10);
  });

  test.each([
    { instances: 4, limit: { requestsPerSecond: 20, burst: 5 } },
    { instances: 64, limit: { requestsPerSecond: 20, burst: 5 } },
    { instances: 64, limit: { requestsPerSecond: 200, burst: 40 } },
  ])('$instances that all write at once admit no more than the limit, with equal clocks', async (scale) => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const { requestsPerSecond } = scale.limit;
      const { excess } = await simulate({ ...scale, seed, offered: 20 * requestsPerSecond, seconds: 5 });
      expect({ seed, excess }).toEqual({ seed, excess: 0 });
    }
  });

  test.each(scales)('%d admit no more than the limit while responses are lost and instances killed', async (count) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const faults = { seed, seconds: 6, lost: 0.2, killed: 3 };
      const { admitted, failed, excess } = await simulate({ ...at(30, count), ...faults });
      expect({ seed, excess }).toEqual({ seed, excess: 0 });
      expect(admitted).toBeGreaterThan(0);
      expect(failed).toBeGreaterThan(0);
    }
  });
});
