import type { TableReader } from '../../table/index.ts';
import type { After } from '../../timeout.ts';

/** Shared by all parts of a reader. */
export interface ReaderContext {
  readonly table: TableReader;
  /** Maximum age of a head in seconds before it is read again. */
  readonly refreshSeconds: number;
  /** Maximum documents of each kind in memory. */
  readonly cacheEntries: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly after: After;
  /** Called with the error of a read for which an older copy served; for the operator's log. */
  readonly report: (error: unknown) => void;
}
