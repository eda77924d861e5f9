import { createFreshValues, createLru, createSteadyClock } from '../../cache/index.ts';
import type { TableReader } from '../../table/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import { agesOfAccess } from '../ages.ts';
import type { ExpandScopes } from '../implies.ts';
import { AuthUnavailable } from '../verdict.ts';
import { keyItemKey, parseKeyItem } from './key-item.ts';
import { type LiveKey, prepareKey } from './live-key.ts';
import { createReadBudget } from './read-budget.ts';

/** Dependencies and limits of reading keys. */
export interface KeyReaderOptions {
  /** The catalogue table, which holds the keys. */
  readonly table: Pick<TableReader, 'get'>;
  /** Identifies the table: keys that were written to another one, which a backup restored, are not valid. */
  readonly identity: () => Promise<string>;
  /** Maximum age in seconds of a key in memory before it is read again. */
  readonly refreshSeconds: number;
  /**
   * Adds the scopes that the scopes of a key include.
   *
   * @default none
   */
  readonly expandScopes?: ExpandScopes;
  /**
   * Keys in memory.
   *
   * @default 10,000
   */
  readonly cacheEntries?: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** @default the real clock */
  readonly after?: After;
  /** Called with the error of each read that failed or took too long. */
  readonly report: (error: unknown) => void;
}

/** A key as it was last read. `live` is absent for a key that admits nobody: revoked, of another table, damaged, deleted. */
export interface Entry {
  readonly live: LiveKey | undefined;
  /** What the key was made from, to recognize that nothing changed. */
  readonly source: string;
}

/** The keys of a table, in memory as long as they are young enough. */
export interface KeyReader {
  /**
   * Returns a key, from memory without a promise if possible; `undefined` if there is none of this id.
   *
   * @throws AuthUnavailable when the key cannot be read now; a promise rejects with it
   */
  find(id: string): Entry | undefined | Promise<Entry | undefined>;
  /** Whether a request may ask for an id now: memory holds it, or the budget of reads has one left, which this takes. */
  mayFind(id: string): boolean;
  /**
   * Reads a key in memory again whose secret may be right by now, because somebody rotated it; `undefined` if it was read just
   * before, or admits nobody.
   */
  rereadRotated(id: string): Promise<Entry> | undefined;
}

const KEY_ENTRIES = 10_000;
const UNKNOWN_ENTRIES = 10_000;
/** Milliseconds that a request waits for a read of a key that memory holds. */
const WAIT_MS = 250;
/** Reads a second, for one instance, of ids that memory does not hold: anyone can make up ids with a valid checksum. */
const READS_PER_SECOND = 50;
/** Age in milliseconds from which a key in memory is read again for a secret that it does not have: it may be a new one. */
const ROTATED_MS = 1_000;
/** Milliseconds that an id without a key stays unknown. The command line writes a key before it shows it. */
const UNKNOWN_MS = 60_000;
/** Milliseconds that a table's identity is used: less time than it takes to delete a table and to restore a backup under its name. */
const IDENTITY_MS = 60_000;
/** Milliseconds that the identity serves while DynamoDB does not describe the table; it restores no table either then. */
const IDENTITY_SERVE_MS = 3_600_000;
const IDENTITY = 'identity';

/**
 * Opens the keys of a table. Ids without a key are remembered apart from keys, so that made-up ids push no key out of memory.
 */
export function createKeyReader(options: KeyReaderOptions): KeyReader {
  const { table, refreshSeconds, cacheEntries = KEY_ENTRIES, now, after = afterTimeout, report } = options;
  const { expandScopes = (scopes) => new Set(scopes) } = options;
  const steadyNow = createSteadyClock(now);
  const unavailable = (what: string, cause: unknown) => new AuthUnavailable(`the ${what} cannot be read`, { cause });
  const shared = { waitMs: WAIT_MS, now: steadyNow, after, report };

  const identities = createFreshValues<string>({
    ...shared,
    read: options.identity,
    refreshMs: IDENTITY_MS,
    staleMs: IDENTITY_SERVE_MS,
    serveMs: IDENTITY_SERVE_MS,
    entries: 1,
    unavailable: (_, cause) => unavailable('identity of the table', cause),
  });
  const keys = createFreshValues<Entry>({
    ...shared,
    read: async (id) => (await readEntry(id)) ?? { live: undefined, source: '' },
    ...agesOfAccess(refreshSeconds),
    entries: cacheEntries,
    unavailable: (id, cause) => unavailable(`API key ${id}`, cause),
  });
  /** When each id was last found to have no key. */
  const unknown = createLru<number>({ entries: UNKNOWN_ENTRIES });
  /** Reads in progress of ids that memory does not hold. */
  const firstReads = new Map<string, Promise<Entry | undefined>>();
  /** Further reads in progress of keys for a secret that they do not have. */
  const rereads = new Map<string, Promise<Entry>>();
  const budget = createReadBudget(READS_PER_SECOND, steadyNow);

  async function readEntry(id: string): Promise<Entry | undefined> {
    // In this order: `current` may throw, and a read that began before it would fail without anyone waiting for it.
    const [identity, item] = await Promise.all([identities.current(IDENTITY), table.get(keyItemKey(id))]);
    if (item === undefined) return undefined;
    const source = JSON.stringify([identity, item]);
    const before = keys.peek(id)?.value;
    if (before?.source === source) return before;
    const key = parseKeyItem(item);
    const isValid = key !== undefined && key.revokedAt === undefined && key.table === identity;
    return { live: isValid ? prepareKey(key, expandScopes) : undefined, source };
  }

  async function readFirst(id: string): Promise<Entry | undefined> {
    const readAt = steadyNow();
    try {
      const value = await readEntry(id);
      if (value === undefined) unknown.set(id, readAt);
      else keys.keep(id, { value, readAt });
      return value;
    } catch (cause) {
      report(cause);
      throw unavailable(`API key ${id}`, cause);
    } finally {
      firstReads.delete(id);
    }
  }

  function isUnknown(id: string): boolean {
    return steadyNow() - (unknown.get(id) ?? Number.NEGATIVE_INFINITY) < UNKNOWN_MS;
  }

  function causesFirstRead(id: string): boolean {
    return keys.peek(id) === undefined && !firstReads.has(id) && !isUnknown(id);
  }

  /** @throws AuthUnavailable, also by a rejection */
  function find(id: string): Entry | undefined | Promise<Entry | undefined> {
    if (keys.peek(id) !== undefined) return keys.current(id);
    if (isUnknown(id)) return undefined;
    const reading = firstReads.get(id) ?? readFirst(id);
    firstReads.set(id, reading);
    // A read that began long ago, before Lambda froze the instance, is out of date: `current` then reads again.
    return reading.then((entry) => (keys.peek(id) === undefined ? entry : keys.current(id)));
  }

  return {
    find,
    mayFind: (id) => !causesFirstRead(id) || budget.take(),
    rereadRotated(id) {
      const copy = keys.peek(id);
      if (copy?.value.live === undefined || steadyNow() - copy.readAt < ROTATED_MS) return undefined;
      const running = rereads.get(id);
      if (running !== undefined || !budget.take()) return running;
      const reading = keys.reread(id).finally(() => rereads.delete(id));
      rereads.set(id, reading);
      return reading;
    },
  };
}
