import type { StateTable } from '../../state/index.ts';
import { ConditionFailed } from '../../table/index.ts';
import type { Log } from '../../telemetry/index.ts';

/** Maximum attempts of one operation. */
const TRIES = 5;

/**
 * Creates a table that retries operations while DynamoDB is unavailable or throttles: it accepts 1 MB per second for
 * one task, and a result may have 6 MB. The end of an attempt uses it, because the outcome of a tool must not be lost.
 * AWS: amazondynamodb/latest/developerguide/bp-partition-key-design.html
 *
 * @param pauseMs milliseconds between two attempts
 */
export function createRetryingTable(table: StateTable, pauseMs: number, log: Log): StateTable {
  async function persist<T>(operation: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await operation();
      } catch (error) {
        if (error instanceof ConditionFailed || tries === TRIES) throw error;
        log.error('storing the end of an attempt failed; it is retried', { tries, reason: String(error) });
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
