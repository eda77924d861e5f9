import type { TableReader } from '../../table/index.ts';
import type { After } from '../../timeout.ts';

/** Milliseconds that a request waits for a newer version before it uses a copy that is not stale. */
export const REREAD_MS = 250;

/** Shared by all parts of a reader. */
export interface ReaderContext {
  readonly table: TableReader;
  /** Maximum age of a head in seconds before it is read again. */
  readonly refreshSeconds: number;
  /** Maximum age of a copy in seconds at which a request uses it rather than wait for a slow read. */
  readonly staleSeconds: number;
  /** Maximum documents of each kind in memory. */
  readonly cacheEntries: number;
  /** Milliseconds of a clock that never steps back. */
  readonly now: () => number;
  readonly after: After;
  /** Called with the error of a read for which an older copy served; for the operator's log. */
  readonly report: (error: unknown) => void;
}
