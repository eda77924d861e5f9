import { type Copy, createFreshValues, createLru, createSteadyClock } from '../../cache/index.ts';
import type { TableReader } from '../../table/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import type { ExpandScopes } from '../implies.ts';
import type { Principal } from '../principal.ts';
import { AuthUnavailable, type Verdict, type VerifyKey } from '../verdict.ts';
import { hashSecret, isKeyId, parseKey } from './format.ts';
import { keyItemKey, parseKeyItem } from './key-item.ts';
import { judgeSecret, type LiveKey, prepareKey, REFUSED } from './live-key.ts';
import { createReadBudget } from './read-budget.ts';

/** Checks the API keys of one deployment. */
export interface KeyVerifier {
  readonly verify: VerifyKey;
  /**
   * Judges a key again whose secret was checked before.
   *
   * @param id the key's id, without the `key:` of its principal
   * @returns the caller as the key describes it now; `undefined` if the key is not valid any more
   * @throws AuthUnavailable when the key cannot be read now
   */
  recheckKey(id: string): Promise<Principal | undefined>;
}

/** Dependencies and limits of a {@link KeyVerifier}. */
export interface KeyVerifierOptions {
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
interface Entry {
  readonly live: LiveKey | undefined;
  /** What the key was made from, to recognize that nothing changed. */
  readonly source: string;
}

const KEY_ENTRIES = 10_000;
const UNKNOWN_ENTRIES = 10_000;
/** Seconds beyond `refreshSeconds` that a key serves while it cannot be read. */
const OUTAGE_SECONDS = 60;
/** Milliseconds that a request waits for a read of a key that memory holds. */
const WAIT_MS = 250;
/** Reads a second, for one instance, of ids that memory does not hold: anyone can make up ids with a valid checksum. */
const READS_PER_SECOND = 50;
/** Milliseconds that an id without a key stays unknown. The command line writes a key before it shows it. */
const UNKNOWN_MS = 60_000;
/** Milliseconds that a table's identity is used: less time than it takes to delete a table and to restore a backup under its name. */
const IDENTITY_MS = 60_000;
/** Milliseconds that the identity serves while DynamoDB does not describe the table; it restores no table either then. */
const IDENTITY_SERVE_MS = 3_600_000;
const IDENTITY = 'identity';

const MALFORMED: Verdict = {
  kind: 'invalid',
  description:
    'This is not a complete API key: it starts with spw_ and has 66 characters, of which the last 6 are a checksum',
};
const BUSY: Verdict = { kind: 'unavailable', retryAfterSeconds: 1 };
const UNAVAILABLE: Verdict = { kind: 'unavailable', retryAfterSeconds: 5 };

/**
 * Creates a verifier that reads keys from the catalogue table. A malformed key, or one whose checksum is wrong, causes no read. A
 * key in memory that is younger than `refreshSeconds` is checked without a promise; an older one is read first. While it cannot be
 * read, it serves until its last successful read is `refreshSeconds` and 60 seconds ago.
 *
 * Ids without a key are remembered apart from keys, so that made-up ids push no key out of memory.
 *
 * @example
 * const { verify } = createKeyVerifier({ table, identity, refreshSeconds: 5, now: Date.now, report });
 * const verdict = await verify('spw_...');
 */
export function createKeyVerifier(options: KeyVerifierOptions): KeyVerifier {
  const { table, refreshSeconds, cacheEntries = KEY_ENTRIES, now, after = afterTimeout, report } = options;
  const { expandScopes = (scopes) => new Set(scopes) } = options;
  const steadyNow = createSteadyClock(now);
  const refreshMs = refreshSeconds * 1000;
  const serveMs = refreshMs + OUTAGE_SECONDS * 1000;
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
    refreshMs,
    staleMs: serveMs,
    serveMs,
    entries: cacheEntries,
    unavailable: (id, cause) => unavailable(`API key ${id}`, cause),
  });
  /** When each id was last found to have no key. */
  const unknown = createLru<number>({ entries: UNKNOWN_ENTRIES });
  /** Reads in progress of ids that memory does not hold. */
  const firstReads = new Map<string, Promise<Copy<Entry> | undefined>>();
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

  async function readFirst(id: string): Promise<Copy<Entry> | undefined> {
    const readAt = steadyNow();
    try {
      const value = await readEntry(id);
      if (value === undefined) unknown.set(id, readAt);
      else keys.keep(id, { value, readAt });
      return value && { value, readAt };
    } catch (cause) {
      report(cause);
      throw unavailable(`API key ${id}`, cause);
    } finally {
      firstReads.delete(id);
    }
  }

  function isUnknown(id: string): boolean {
    const readAt = unknown.get(id);
    return readAt !== undefined && steadyNow() - readAt < UNKNOWN_MS;
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
    return reading.then((copy) => (keys.peek(id) === undefined ? copy?.value : keys.current(id)));
  }

  function judge(entry: Entry | undefined, presented: Buffer): Verdict {
    return entry?.live === undefined ? REFUSED : judgeSecret(entry.live, presented, now());
  }

  function onFailure(error: unknown): Verdict {
    if (!(error instanceof AuthUnavailable)) report(error);
    return UNAVAILABLE;
  }

  return {
    verify(credential) {
      const key = parseKey(credential);
      if (key === undefined) return MALFORMED;
      const { id } = key;
      if (causesFirstRead(id) && !budget.take()) return BUSY;
      // What waits for a read is the hash. An id without a key takes as long as a wrong secret.
      const presented = hashSecret(key.secret);
      try {
        const found = find(id);
        if (!(found instanceof Promise)) return judge(found, presented);
        return found.then((entry) => judge(entry, presented)).catch(onFailure);
      } catch (error) {
        return onFailure(error);
      }
    },
    async recheckKey(id) {
      if (!isKeyId(id)) return undefined;
      const live = (await find(id))?.live;
      return live !== undefined && now() < Number(live.principal.expiresAt) ? live.principal : undefined;
    },
  };
}
