import { createFreshValues, createSteadyClock } from '../../cache/index.ts';
import type { TableReader } from '../../table/index.ts';
import type { After } from '../../timeout.ts';
import { agesOfAccess } from '../ages.ts';
import { AuthUnavailable } from '../verdict.ts';
import { DENY_LIST_KEY, parseDenyItem } from './entry.ts';
import { createDenyList, type DenyList } from './list.ts';

/** The deny list of a deployment. */
export interface DenyListReader {
  /**
   * The list, from memory without a promise while it is young.
   *
   * @throws AuthUnavailable, at once or through the promise, when it could not be read for too long
   */
  current(): DenyList | Promise<DenyList>;
}

interface DenyListReaderOptions {
  /** The catalogue's table, which holds the list. */
  readonly table: Pick<TableReader, 'get'>;
  /** Maximum age in seconds of the list before it is read again. */
  readonly refreshSeconds: number;
  /** The clock, epoch milliseconds. It may step. */
  readonly now: () => number;
  readonly after: After;
  /** Receives the error of a read for which the last list served. */
  readonly report: (error: unknown) => void;
}

/** A slow read delays a request for this time; the last list serves meanwhile. */
const WAIT_MS = 500;
const LIST = 'deny list';

/** Opens the deny list. Reads nothing before the first request. */
export function createDenyListReader(options: DenyListReaderOptions): DenyListReader {
  const { table, refreshSeconds, now, after, report } = options;
  const values = createFreshValues<DenyList>({
    read: async () => createDenyList(parseDenyItem(await table.get(DENY_LIST_KEY)).entries),
    ...agesOfAccess(refreshSeconds),
    waitMs: WAIT_MS,
    entries: 1,
    now: createSteadyClock(now),
    after,
    unavailable: (_, cause) => new AuthUnavailable(`the deny list cannot be read: ${cause}`, { cause }),
    report,
  });
  return { current: () => values.current(LIST) };
}
