import { ConditionFailed, type Table } from '../../../table/index.ts';
import { headKey, lastChange, observationsKey } from '../../items/index.ts';

/** At this time, this change was the last one: every version before it had been replaced. */
type Observation = readonly [change: number, atMs: number];

/**
 * How long a version stays after it was replaced: a reader may use an old head for an hour beyond `refreshSeconds`, which is at
 * most five minutes; five more are for clocks that differ.
 */
const RETENTION_MS = 70 * 60_000;
/** Distance of two observations, so that many publishes within an hour keep few of them. */
const INTERVAL_MS = 5 * 60_000;

/**
 * Records that a change is the last one, and returns the oldest version that may have been current within the last hour. The time
 * is taken after the head was read: a publisher's own time could be too early, if it stood still before its last update.
 *
 * @param change the last change, from a head that was read before this call
 * @returns `undefined` while no observation is old enough: every version may be in use
 */
export async function observe(
  table: Table,
  server: string,
  change: number,
  now: () => number,
): Promise<number | undefined> {
  const key = observationsKey(server);
  const stored = (await table.get(key))?.observations;
  const before: readonly Observation[] = stored === undefined ? [] : JSON.parse(String(stored));
  const time = now();
  const after = addObservation(before, [change, time]);
  if (after !== before) await save(JSON.stringify(after));
  return after.findLast(([, at]) => at <= time - RETENTION_MS)?.[0];

  async function save(observations: string): Promise<void> {
    try {
      await table.update(key, { set: { observations }, expect: { observations: stored } });
    } catch (error) {
      // Somebody else observed at the same time; what is missing only delays the removal.
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}

/**
 * Records a server's last change, such as its deletion, after which nothing else records the time: what the change replaced can be
 * removed 70 minutes after this call.
 */
export async function observeLastChange(table: Table, server: string, now: () => number): Promise<void> {
  const change = lastChange(await table.get(headKey(server)));
  if (change !== undefined) await observe(table, server, change, now);
}

/** Adds an observation, and drops those that cannot matter any more. */
function addObservation(before: readonly Observation[], [change, time]: Observation): readonly Observation[] {
  const last = before.at(-1);
  // An observation made by a slower process may come late; the earlier one of the same change says more.
  if (last && last[0] >= change) return before;
  const beforeLast = before.at(-2);
  const crowded = last && beforeLast && last[1] - beforeLast[1] < INTERVAL_MS;
  const kept = crowded ? before.slice(0, -1) : before;
  const oldest = kept.findLastIndex(([, at]) => at <= time - RETENTION_MS);
  return [...kept.slice(Math.max(0, oldest)), [change, time]];
}
