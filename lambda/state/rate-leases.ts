import { createLru } from '../cache/index.ts';
import { ConditionFailed, type Update } from '../table/index.ts';
import type { RateLeases, RateLimit, StateTable } from './types.ts';

/** Start of the partitions of the buckets, one for each. IAM policies name it (lib/constructs/functions). */
const PARTITION = 'L#rate#';
const SORT_KEY = 'bucket';
/** Buckets in memory. One that is dropped loses the tokens that it holds, and is read again. */
const BUCKETS = 10_000;
/** Calls a second, at one instance, from which it leases tokens for half a second of calls with one write. */
const BATCHED_FROM = 20;
/** Milliseconds that leased tokens are valid: a window of any length admits no more than the rate of this time in addition. */
const HOLD_MS = 1_000;
/** Maximum writes of a lease while other instances take the tokens first. */
const TRIES = 3;
/** Wait of a call that did not get a token in these tries. */
const CONTENDED_MS = 1_000;
/** Seconds from the moment when a bucket is full again, by any clock, until its item may be removed. */
const MARGIN_SECONDS = 3_600;
const MICROSECONDS = 1_000_000;

/** Dependencies of the leases. */
export interface RateLeasesOptions {
  readonly table: Pick<StateTable, 'get' | 'update'>;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Opens the token buckets of a deployment. A bucket is one item with one number: `fullAt`, when it is full again. Taking tokens
 * moves `fullAt` by the time in which they return, and a condition keeps it within the time that fills the whole bucket. So one
 * conditional write leases tokens, whatever other instances write, and all instances together admit at most the burst, and the
 * rate for the time that passed by the fastest of their clocks.
 *
 * - `fullAt` never decreases. What an instance has seen of it is a lower bound, so memory refuses without an error and without I/O.
 * - While `fullAt` is ahead of the clock, any number of instances add to it. Once it is in the past, the bucket is full: the first
 *   write sets it anew, if it still is what the instance has seen.
 * - Tokens of a write whose response was lost are spent: that write may have taken them.
 */
export function createRateLeases({ table, now }: RateLeasesOptions): RateLeases {
  const buckets = createLru<Bucket>({ entries: BUCKETS });
  return {
    take(subject, limit) {
      let bucket = buckets.get(subject);
      if (bucket === undefined) {
        bucket = new Bucket({ table, now, pk: PARTITION + subject });
        buckets.set(subject, bucket);
      }
      return bucket.take(limit);
    },
  };
}

interface BucketOptions extends RateLeasesOptions {
  readonly pk: string;
}

/** One bucket, as one instance knows it. */
class Bucket {
  readonly #options: BucketOptions;
  readonly #calls = new CallRate();
  /** The newest `fullAt` that was seen, in epoch microseconds; `undefined` if the bucket has no item. */
  #fullAt: number | undefined;
  /** Whether other instances may have written the item lately. */
  #isShared = true;
  #held = 0;
  #heldUntil = 0;
  /** Calls that wait for a lease, and the lease that they wait for. */
  #waiting = 0;
  #leasing: Promise<void> | undefined;

  constructor(options: BucketOptions) {
    this.#options = options;
  }

  take(limit: RateLimit): number | Promise<number> {
    this.#calls.count(this.#options.now());
    return this.#takeFromMemory(limit) ?? this.#takeFromTable(limit);
  }

  /** @returns as {@link RateLeases.take}; `undefined` if the table must decide */
  #takeFromMemory(limit: RateLimit): number | undefined {
    const now = this.#options.now();
    if (this.#held > 0 && now < this.#heldUntil) {
      this.#held -= 1;
      return 0;
    }
    this.#held = 0;
    if (this.#fullAt === undefined) return undefined;
    const readyAt = this.#fullAt + timeOf(this.#leastLease(limit), limit) - capacityOf(limit);
    const waitMs = Math.ceil((readyAt - now * 1000) / 1000);
    return waitMs > 0 ? waitMs : undefined;
  }

  async #takeFromTable(limit: RateLimit): Promise<number> {
    this.#waiting += 1;
    try {
      for (let tries = 0; tries < TRIES; tries += 1) {
        // One lease at a time, with tokens for all that wait; if it fails, all of them fail.
        this.#leasing ??= this.#lease(limit).finally(() => {
          this.#leasing = undefined;
        });
        await this.#leasing;
        const taken = this.#takeFromMemory(limit);
        if (taken !== undefined) return taken;
      }
      return CONTENDED_MS;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Leases tokens, unless the bucket has too few. */
  async #lease(limit: RateLimit): Promise<void> {
    const { now } = this.#options;
    for (let tries = 0; tries < TRIES; tries += 1) {
      // A read costs half of a write, and a write that other instances made obsolete costs as much as one that succeeds.
      if (this.#isShared) await this.#read();
      const time = now() * 1000;
      const free = freeTokens(this.#fullAt, time, limit);
      const least = this.#leastLease(limit);
      if (free < least) return;
      const tokens = Math.min(free, Math.max(least, this.#waiting));
      if (await this.#write(tokens, time, limit)) {
        this.#held = tokens;
        this.#heldUntil = now() + HOLD_MS;
        return;
      }
    }
  }

  async #read(): Promise<void> {
    const { table, pk } = this.#options;
    const item = await table.get({ pk, sk: SORT_KEY });
    const fullAt = item === undefined ? undefined : Number(item.fullAt);
    this.#isShared = this.#fullAt === undefined || this.#fullAt !== fullAt;
    this.#fullAt = fullAt;
  }

  /** @returns whether this instance has the tokens; if not, the item must be read */
  async #write(tokens: number, time: number, limit: RateLimit): Promise<boolean> {
    const { table, pk } = this.#options;
    const added = timeOf(tokens, limit);
    const capacity = capacityOf(limit);
    const expires = Math.ceil((time + capacity) / MICROSECONDS) + MARGIN_SECONDS;
    const known = this.#fullAt;
    const update: Update =
      known !== undefined && known >= time
        ? { set: { expires }, add: { fullAt: added }, atMost: { fullAt: time + capacity - added } }
        : { set: { expires, fullAt: time + added }, expect: { fullAt: known } };
    try {
      const item = await table.update({ pk, sk: SORT_KEY }, update);
      this.#fullAt = Number(item.fullAt);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      this.#isShared = true;
      return false;
    }
  }

  /** The tokens that one write leases at least: a busy instance waits for several, so that it writes once for ten calls or more. */
  #leastLease(limit: RateLimit): number {
    const { perSecond } = this.#calls;
    if (perSecond < BATCHED_FROM) return 1;
    return Math.max(1, Math.floor(Math.min(perSecond, burstOf(limit)) / 2));
  }
}

/** Counts the calls of this second and the one before. */
class CallRate {
  #second = 0;
  #count = 0;
  #before = 0;

  count(now: number): void {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#before = second === this.#second + 1 ? this.#count : 0;
      this.#count = 0;
      this.#second = second;
    }
    this.#count += 1;
  }

  get perSecond(): number {
    return Math.max(this.#count, this.#before);
  }
}

function burstOf({ requestsPerSecond, burst }: RateLimit): number {
  return burst ?? Math.max(1, Math.ceil(requestsPerSecond));
}

/** Microseconds in which a number of tokens return; whole, because sums of fractions differ between tables. */
function timeOf(tokens: number, { requestsPerSecond }: RateLimit): number {
  return Math.ceil((tokens * MICROSECONDS) / requestsPerSecond);
}

/** Microseconds in which the empty bucket fills. */
function capacityOf(limit: RateLimit): number {
  return timeOf(burstOf(limit), limit);
}

function freeTokens(fullAt: number | undefined, time: number, limit: RateLimit): number {
  const room = capacityOf(limit) - Math.max(0, (fullAt ?? 0) - time);
  let tokens = Math.floor((room * limit.requestsPerSecond) / MICROSECONDS) + 1;
  // Both divisions round.
  while (timeOf(tokens, limit) > room) tokens -= 1;
  return tokens;
}
