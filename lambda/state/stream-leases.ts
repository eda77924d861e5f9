import { randomUUID } from 'node:crypto';
import { ConditionFailed, type Item, type Key } from '../table/index.ts';
import { type After, afterTimeout } from '../timeout.ts';
import type { StateTable, StreamLease, StreamLeases, StreamRequest } from './types.ts';

/** Partition of the leases. The function that holds them may write this partition alone (lib/constructs/functions). */
const LISTEN = 'L#listen';
/** Milliseconds after its last renewal that a lease expires: a killed instance occupies a slot no longer than this. */
const HOLD_MS = 60_000;
/** Milliseconds between two renewals: three may fail before the lease expires. */
const RENEW_MS = 15_000;
/** Maximum slots that are tried while other instances take them first. */
const TRIES = 5;
/** Seconds from the expiry of a lease until its item may be removed. */
const MARGIN_SECONDS = 3_600;

/** Dependencies of the leases. */
export interface StreamLeasesOptions {
  readonly table: StateTable;
  /** Streams that may be open at once. */
  readonly maxStreams: number;
  /**
   * Partition of the leases.
   *
   * @default that of the deployment's subscriptions
   */
  readonly partition?: string;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** @default the real clock */
  readonly after?: After;
}

/** One of the `maxStreams` items, with what it holds as read. */
interface Slot {
  readonly sk: string;
  readonly holder: string | undefined;
  readonly until: number | undefined;
}

/**
 * Opens the leases of a deployment: each slot is an item with its holder and its expiry. A counter would need no search, but what
 * a killed instance counted would be counted forever.
 */
export function createStreamLeases({
  table,
  maxStreams,
  partition = LISTEN,
  now,
  after = afterTimeout,
}: StreamLeasesOptions): StreamLeases {
  return {
    maxStreams,
    async acquire(request) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const slot = await findFree(table, { partition, maxStreams }, now());
        if (slot === undefined) return undefined;
        const lease = new HeldLease({ table, key: { pk: partition, sk: slot.sk }, now, after, ...request });
        if (await lease.take(slot)) return lease;
      }
      return undefined;
    },
  };
}

/** Chooses at random, so that instances that look at the same time rarely choose the same slot. */
async function findFree(
  table: StateTable,
  { partition, maxStreams }: { readonly partition: string; readonly maxStreams: number },
  now: number,
): Promise<Slot | undefined> {
  const items = await table.query({ pk: partition, from: slotName(0), to: slotName(maxStreams - 1) });
  const known = new Map(items.map((item) => [item.sk, item]));
  const free: Slot[] = [];
  for (let index = 0; index < maxStreams; index += 1) {
    const sk = slotName(index);
    const item = known.get(sk);
    if (item === undefined || Number(item.until) <= now) free.push(slotOf(sk, item));
  }
  return free[Math.floor(Math.random() * free.length)];
}

/** Digits of a fixed number, so that the names sort like the numbers. */
function slotName(index: number): string {
  return String(index).padStart(4, '0');
}

function slotOf(sk: string, item: Item | undefined): Slot {
  if (item === undefined) return { sk, holder: undefined, until: undefined };
  return { sk, holder: String(item.holder), until: Number(item.until) };
}

interface HeldLeaseOptions extends StreamRequest {
  readonly table: StateTable;
  readonly key: Key;
  readonly now: () => number;
  readonly after: After;
}

class HeldLease implements StreamLease {
  readonly #options: HeldLeaseOptions;
  readonly #holder = randomUUID();
  readonly #endAt: number;
  /** When the lease expires unless it is renewed. */
  #until = 0;
  #renewing: Promise<void> = Promise.resolve();
  #cancel: () => void = () => {};
  #released = false;

  constructor(options: HeldLeaseOptions) {
    this.#options = options;
    this.#endAt = options.now() + options.maxMs;
  }

  /** Writes the lease if the slot is as it was read; returns whether this instance now holds it. */
  async take({ holder, until }: Slot): Promise<boolean> {
    // A renewal changes only `until`, so an expired lease that is renewed at this moment stays with its holder.
    const taken = await this.#write(HOLD_MS, { holder, until });
    if (taken) this.#renewLater();
    return taken;
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#cancel();
    await this.#renewing;
    await this.#write(0, { holder: this.#holder });
  }

  #renewLater(): void {
    this.#cancel = this.#options.after(RENEW_MS, () => {
      this.#renewing = this.#renew();
    });
  }

  async #renew(): Promise<void> {
    const { now, onLost } = this.#options;
    // Nobody released the lease: it must not be held for the next request of this instance.
    if (now() >= this.#endAt) return;
    const held = await this.#write(HOLD_MS, { holder: this.#holder }).catch(() => now() < this.#until);
    if (this.#released) return;
    if (held) this.#renewLater();
    else onLost();
  }

  async #write(holdMs: number, expect: { readonly holder: string | undefined; readonly until?: number | undefined }) {
    const { table, key, now } = this.#options;
    const until = now() + holdMs;
    const expires = Math.ceil(until / 1000) + MARGIN_SECONDS;
    try {
      await table.update(key, { set: { holder: this.#holder, until, expires }, expect });
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
    this.#until = until;
    return true;
  }
}
