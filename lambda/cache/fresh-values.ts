import { type After, withTimeout } from '../timeout.ts';
import { createLru } from './lru.ts';

/** Values that are read again once they are old, by id: heads of servers, keys, policies. */
export interface FreshValues<V> {
  /** A value younger than `refreshMs`, from memory without a promise; otherwise it is read first. Throws as {@link reread} does. */
  current(id: string): V | Promise<V>;
  /**
   * Reads the value again, whatever the age of the copy in memory.
   *
   * @throws what `unavailable` returns, if the value cannot be read and no copy may serve
   */
  reread(id: string): Promise<V>;
  /** The copy in memory, of any age, and when its read began; reads nothing. */
  peek(id: string): Copy<V> | undefined;
  /** Keeps a value that the caller read itself, unless memory holds a newer one. */
  keep(id: string, copy: Copy<V>): void;
}

/** A value in memory. */
interface Copy<V> {
  readonly value: V;
  /** When the read that returned the value began: it may be out of date from that moment. */
  readonly readAt: number;
}

export interface FreshValuesOptions<V> {
  readonly read: (id: string) => Promise<V>;
  /** Age in milliseconds from which a value is read again before it is used. */
  readonly refreshMs: number;
  /** Age in milliseconds up to which a copy serves while a read is slow. */
  readonly staleMs: number;
  /**
   * Age in milliseconds up to which a copy serves while reads fail.
   *
   * @default no limit
   */
  readonly serveMs?: number;
  /**
   * While reads fail, one request per this many milliseconds waits for another.
   *
   * @default 1000
   */
  readonly backOffMs?: number;
  /** Milliseconds that a request waits for a read before it uses a copy that is not stale. */
  readonly waitMs: number;
  /** Values in memory; the least recently used one is dropped first. */
  readonly entries: number;
  /** Milliseconds of a clock that never steps back. */
  readonly now: () => number;
  readonly after: After;
  /** Makes the error for an id that cannot be read and of which no copy may serve. */
  readonly unavailable: (id: string, cause: unknown) => Error;
  /** Called with the error of a read for which a copy served. */
  readonly report: (error: unknown) => void;
  /**
   * Called when a read replaces a copy.
   *
   * @default nothing
   */
  readonly replaced?: (id: string, before: Copy<V>, value: V) => void;
}

interface Slot<V> {
  copy: Copy<V> | undefined;
  /** Number of the read that returned `copy`: reads are ordered by number, not by time. */
  readNumber: number;
  /** Reads begun so far. */
  begun: number;
  /** The last read that failed or took too long, until one succeeds. */
  trouble: { readonly at: number; readonly failed: boolean; readonly error: unknown } | undefined;
  reading: { readonly begunAt: number; readonly done: Promise<Copy<V>> } | undefined;
}

/** Creates an empty cache; concurrent callers share a read. */
export function createFreshValues<V>(options: FreshValuesOptions<V>): FreshValues<V> {
  const {
    refreshMs,
    staleMs,
    serveMs = Number.POSITIVE_INFINITY,
    backOffMs = 1000,
    waitMs,
    now,
    after,
    report,
  } = options;
  const slots = createLru<Slot<V>>({ entries: options.entries });

  function slotOf(id: string): Slot<V> {
    const found = slots.get(id);
    if (found) return found;
    const slot: Slot<V> = { copy: undefined, readNumber: 0, begun: 0, trouble: undefined, reading: undefined };
    slots.set(id, slot);
    return slot;
  }

  async function read(id: string, slot: Slot<V>): Promise<Copy<V>> {
    const readAt = now();
    slot.begun += 1;
    const number = slot.begun;
    const value = await options.read(id);
    // Of two concurrent reads, the result of the one that began later is kept.
    if (slot.copy !== undefined && number < slot.readNumber) return slot.copy;
    if (slot.copy !== undefined) options.replaced?.(id, slot.copy, value);
    const copy = { value, readAt };
    slot.copy = copy;
    slot.readNumber = number;
    slot.trouble = undefined;
    return copy;
  }

  /** Whether less than `ms` passed since a moment. */
  const isWithin = (ms: number, moment: number) => now() - moment < ms;

  /** Shares a read in progress, unless it began so long ago (the function may have been frozen since) that it is out of date. */
  function shareRead(id: string, slot: Slot<V>): Promise<Copy<V>> {
    // At least a millisecond, so that with a `refreshMs` of 0 requests of the same moment share a read.
    if (slot.reading && isWithin(refreshMs + 1, slot.reading.begunAt)) return slot.reading.done;
    const begunAt = now();
    const done = read(id, slot).finally(() => {
      if (slot.reading === reading) slot.reading = undefined;
    });
    const reading = { begunAt, done };
    slot.reading = reading;
    return done;
  }

  async function refresh(id: string, slot: Slot<V>): Promise<V> {
    const reading = shareRead(id, slot);
    if (slot.copy === undefined) {
      const { value } = await reading.catch((cause) => {
        throw options.unavailable(id, cause);
      });
      return value;
    }
    let failed = true;
    const onTimeout = () => {
      failed = false;
      throw new Error(`${id} was not read within ${waitMs} ms`);
    };
    try {
      await (isWithin(staleMs, slot.copy.readAt) ? withTimeout(reading, waitMs, onTimeout, after) : reading);
    } catch (error) {
      slot.trouble = { at: now(), failed, error };
      report(error);
    }
    return serve(id, slot.copy, slot);
  }

  /** The copy, unless reads have failed for so long that it may not serve. */
  function serve(id: string, { value, readAt }: Copy<V>, { trouble }: Slot<V>): V {
    if (isWithin(serveMs, readAt)) return value;
    throw options.unavailable(id, trouble?.error);
  }

  /**
   * Whether the copy in memory serves without another attempt: shortly after an attempt failed, or while an attempt takes long
   * and the copy is not stale.
   */
  function backsOff({ trouble, copy }: Slot<V>): boolean {
    if (trouble === undefined || copy === undefined || !isWithin(backOffMs, trouble.at)) return false;
    return trouble.failed || isWithin(staleMs, copy.readAt);
  }

  return {
    current(id) {
      const slot = slotOf(id);
      const { copy } = slot;
      if (copy !== undefined) {
        if (isWithin(refreshMs, copy.readAt)) return copy.value;
        if (backsOff(slot)) return serve(id, copy, slot);
      }
      return refresh(id, slot);
    },
    async reread(id) {
      const slot = slotOf(id);
      return slot.copy !== undefined && backsOff(slot) ? serve(id, slot.copy, slot) : refresh(id, slot);
    },
    peek: (id) => slots.get(id)?.copy,
    keep(id, copy) {
      const slot = slotOf(id);
      if (slot.copy !== undefined && slot.copy.readAt >= copy.readAt) return;
      // A read in progress began earlier, as far as anyone knows.
      slot.begun += 1;
      slot.readNumber = slot.begun;
      slot.copy = copy;
    },
  };
}
