import { loadedOnce, whenLoaded } from '../loaded-once.ts';
import type { RateLeasesOptions } from './rate-leases.ts';
import type { LimitState, RateLeases, State, StreamLeases } from './types.ts';

/** Start of the partitions of operations in progress, one for each owner. IAM policies name it (lib/constructs/functions). */
const OPERATIONS = 'L#operations#';

/**
 * Opens what limits callers and tools. Touches the table at first use: most have no limits.
 *
 * @param state the state that the table belongs to
 * @param now the clock, epoch milliseconds
 */
export function openLimits(state: Pick<State, 'table'>, now: () => number): LimitState {
  let rates: RateLeases | undefined;
  return {
    get rates() {
      rates ??= ratesAtFirstUse({ table: state.table, now });
      return rates;
    },
    operationsOf(owner, most) {
      const options = { table: state.table, maxStreams: most, partition: OPERATIONS + owner, now };
      return loadedAtFirstUse(most, async () => (await import('./stream-leases.ts')).createStreamLeases(options));
    },
  };
}

function ratesAtFirstUse(options: RateLeasesOptions): RateLeases {
  const leases = loadedOnce(async () => (await import('./rate-leases.ts')).createRateLeases(options));
  return { take: (subject, limit) => whenLoaded(leases(), (rates) => rates.take(subject, limit)) };
}

/** Loads the code of the leases at first use, because most functions hold none. */
export function loadedAtFirstUse(maxStreams: number, load: () => Promise<StreamLeases>): StreamLeases {
  let leases: StreamLeases | undefined;
  return {
    maxStreams,
    async acquire(request) {
      leases ??= await load();
      return leases.acquire(request);
    },
  };
}
