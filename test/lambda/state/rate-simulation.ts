import { createRateLeases } from '../../../lambda/state/rate-leases.ts';
import { type RateLeases, type RateLimit, StateUnavailable } from '../../../lambda/state/types.ts';
import type { Item, Key, Update } from '../../../lambda/table/index.ts';
import { applyUpdate, idOf } from '../../support/memory-table.ts';
import { createRandom } from '../policy/support/random.ts';

/** A run of many instances over one table, in simulated time, which its seed determines. */
export interface Simulation {
  readonly seed: number;
  readonly limit: RateLimit;
  readonly instances: number;
  /** Calls a second to all instances together. */
  readonly offered: number;
  readonly seconds: number;
  /** Largest difference between two clocks. */
  readonly skewMs?: number;
  /** Probability that a request or a response is lost. */
  readonly lost?: number;
  /** Instances a second that are killed and replaced. */
  readonly killed?: number;
}

/** What a run did. */
export interface Outcome {
  readonly calls: number;
  readonly admitted: number;
  readonly failed: number;
  readonly writes: number;
  readonly reads: number;
  /** The most that was ever admitted beyond burst and rate. */
  readonly excess: number;
}

const START = 1_700_000_000_000;

/** Runs a simulation to its end. */
export async function simulate(simulation: Simulation): Promise<Outcome> {
  const { seed, limit, instances, offered, seconds, skewMs = 0, lost = 0, killed = 0 } = simulation;
  const { next: random } = createRandom(seed);
  const events = new Events();
  const items = new Map<string, Item>();
  const counts = { calls: 0, admitted: 0, failed: 0, writes: 0, reads: 0, excess: 0 };
  const skews = Array.from({ length: instances }, (_, index) => (index === 0 ? 0 : random() * skewMs));
  const alive: RateLeases[] = skews.map(start);

  function start(skew: number): RateLeases {
    // Each operation takes some milliseconds to arrive, and some to respond; either way may lose it.
    const operation = <T>(carryOut: () => T) =>
      new Promise<T>((resolve, reject) => {
        const away = () => reject(new StateUnavailable('lost'));
        events.add(1 + random() * 4, () => {
          if (random() < lost / 2) return events.add(5, away);
          try {
            const value = carryOut();
            events.add(1 + random() * 4, random() < lost / 2 ? away : () => resolve(value));
          } catch (error) {
            events.add(1 + random() * 4, () => reject(error));
          }
        });
      });
    const table = {
      get: (key: Key) => {
        counts.reads += 1;
        return operation(() => items.get(idOf(key)));
      },
      update: (key: Key, update: Update) => {
        counts.writes += 1;
        return operation(() => {
          const after = applyUpdate(items.get(idOf(key)), key, update);
          items.set(idOf(key), after);
          return after;
        });
      },
    };
    return createRateLeases({ table, now: () => START + events.time + skew });
  }

  async function call(): Promise<void> {
    const index = Math.floor(random() * instances);
    const leases = alive[index];
    counts.calls += 1;
    try {
      const waitMs = await leases?.take('caller', limit);
      if (waitMs !== 0 || leases !== alive[index]) return;
      counts.admitted += 1;
      const { requestsPerSecond, burst = Math.max(1, Math.ceil(requestsPerSecond)) } = limit;
      const allowed = burst + (requestsPerSecond * (events.time + skewMs)) / 1000;
      counts.excess = Math.max(counts.excess, counts.admitted - allowed);
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error;
      counts.failed += 1;
    }
  }

  function repeat(perSecond: number, work: () => void): void {
    if (perSecond === 0) return;
    const next = () => {
      work();
      events.add((-Math.log(1 - random()) * 1000) / perSecond, next);
    };
    events.add((-Math.log(1 - random()) * 1000) / perSecond, next);
  }

  let failure: unknown;
  repeat(offered, () => {
    call().catch((error: unknown) => {
      failure ??= error;
    });
  });
  repeat(killed, () => {
    const index = Math.floor(random() * instances);
    alive[index] = start(skews[index] ?? 0);
  });
  await events.runUntil(seconds * 1000);
  if (failure !== undefined) throw failure;
  return counts;
}

/** Events in the order of their times. */
class Events {
  time = 0;
  #queue: { readonly at: number; readonly work: () => void }[] = [];

  add(ms: number, work: () => void): void {
    const at = this.time + ms;
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // The first event is the last element.
      if ((this.#queue[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, { at, work });
  }

  async runUntil(end: number): Promise<void> {
    for (;;) {
      const next = this.#queue.pop();
      if (next === undefined || next.at > end) return;
      this.time = next.at;
      next.work();
      // Between events programs only compute.
      await settled();
    }
  }
}

/** Runs all that is waiting in the queue of microtasks. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 24; turns += 1) await undefined;
}
