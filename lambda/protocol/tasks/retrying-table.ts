import type { StateTable } from '../../state/index.ts';
import { ConditionFailed } from '../../table/index.ts';
import type { Log } from '../../telemetry/index.ts';

/** How often one operation is tried. */
const TRIES = 5;

/**
 * Makes a table of which each operation is tried again while the table is away for a moment, or throttles: it takes 1 MB a second
 * of one task, and a result may have six. For the end of an attempt, as what a tool has done must not be lost.
 * AWS: amazondynamodb/latest/developerguide/bp-partition-key-design.html
 *
 * @param pauseMs milliseconds between two tries
 */
export function createRetryingTable(table: StateTable, pauseMs: number, log: Log): StateTable {
  async function persist<T>(operation: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await operation();
      } catch (error) {
        if (error instanceof ConditionFailed || tries === TRIES) throw error;
        log.error('the end of an attempt cannot be written yet', { tries, reason: String(error) });
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
  return {
    get: (key) => persist(() => table.get(key)),
    query: (range) => persist(() => table.query(range)),
    put: (item) => persist(() => table.put(item)),
    update: (key, update) => persist(() => table.update(key, update)),
  };
}
