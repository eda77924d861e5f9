import type { TableReader } from '../../table/table.ts';
import type { After } from '../../timeout.ts';

/** What every part of a reader works with. */
export interface ReaderContext {
  readonly table: TableReader;
  /** Seconds that a head may be old before it is read again. */
  readonly refreshSeconds: number;
  /** Documents of each kind kept ready in memory. */
  readonly cacheEntries: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** The timer. */
  readonly after: After;
  /** Hears of a failed read that an older copy covered; for the operator's log. */
  readonly report: (error: unknown) => void;
}
