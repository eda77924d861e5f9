import { createFreshValues, createLru } from '../../cache/index.ts';
import { headKey, parseHead, type ServerHead } from '../items/index.ts';
import { CatalogUnavailable } from '../types.ts';
import { REREAD_MS, type ReaderContext } from './context.ts';

/** A cache of heads. `undefined` stands for a server that was never published. */
export interface Heads {
  /** A head younger than `refreshSeconds`, from memory without a promise or read first. @throws CatalogUnavailable */
  current(server: string): ServerHead | undefined | Promise<ServerHead | undefined>;
  /** Reads the head again, whatever the age of the copy in memory. @throws CatalogUnavailable */
  reread(server: string): Promise<ServerHead | undefined>;
  /** The head in memory, of any age. */
  latest(server: string): ServerHead | undefined;
  /** Whether memory holds a result of any age. */
  known(server: string): boolean;
  /** Whether this version of the server was the newest one less than `staleSeconds` ago. */
  isRecent(server: string, version: number): boolean;
}

const CACHED_HEADS = 1000;

export function createHeads(context: ReaderContext): Heads {
  const { table, now } = context;
  const staleMs = context.staleSeconds * 1000;
  /** The version before each head, and when the last read that returned it began. */
  const previous = createLru<{ readonly version: number; readonly readAt: number }>({ entries: CACHED_HEADS });
  const heads = createFreshValues<ServerHead | undefined>({
    ...context,
    read: async (server) => parseHead(server, await table.get(headKey(server))),
    refreshMs: context.refreshSeconds * 1000,
    staleMs,
    waitMs: REREAD_MS,
    entries: CACHED_HEADS,
    unavailable: (server, cause) => new CatalogUnavailable(`the catalogue of ${server} cannot be read`, { cause }),
    replaced(server, { value: before, readAt }, head) {
      if (before && before.version !== head?.version) previous.set(server, { version: before.version, readAt });
    },
  });
  const isWithin = (moment: number) => now() - moment < staleMs;
  return {
    current: heads.current,
    reread: heads.reread,
    latest: (server) => heads.peek(server)?.value,
    known: (server) => heads.peek(server) !== undefined,
    isRecent(server, version) {
      const copy = heads.peek(server);
      if (copy?.value?.version === version) return isWithin(copy.readAt);
      const before = previous.get(server);
      return before?.version === version && isWithin(before.readAt);
    },
  };
}
