import type { TableReader } from '../../table/index.ts';
import { type ChangeRecord, parseChangeItem, partitionAt, sortKeyAt } from './change.ts';

/** Which changes to read. Moments are epoch milliseconds. */
interface ChangeQuery {
  /** Inclusive. */
  readonly since: number;
  /** Exclusive. */
  readonly until: number;
  /** @default every server, and changes of no server */
  readonly server?: string | undefined;
  /** A part of the actor, such as the name of a role. @default everyone */
  readonly actor?: string | undefined;
}

/** The records of a time range, oldest first. One query for each calendar month. */
export async function readChanges(
  table: Pick<TableReader, 'query'>,
  { since, until, server, actor }: ChangeQuery,
): Promise<readonly ChangeRecord[]> {
  const found: ChangeRecord[] = [];
  for (const pk of partitionsBetween(since, until)) {
    // Sort keys begin with a time of fixed length, so a moment without suffix precedes every record of that moment.
    const items = await table.query({ pk, from: sortKeyAt(since), to: sortKeyAt(until) });
    found.push(...items.map(parseChangeItem));
  }
  return found.filter(
    (record) =>
      (server === undefined || record.server === server) && (actor === undefined || record.actor.includes(actor)),
  );
}

function partitionsBetween(since: number, until: number): readonly string[] {
  const partitions: string[] = [];
  const month = new Date(since);
  month.setUTCDate(1);
  month.setUTCHours(0, 0, 0, 0);
  for (; month.getTime() < until; month.setUTCMonth(month.getUTCMonth() + 1)) {
    partitions.push(partitionAt(month.getTime()));
  }
  return partitions;
}

/** Why a key of a restored backup must not be used again. */
interface LostSecret {
  readonly why: 'revoked' | 'rotated';
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A key as a restored table shows it. */
interface RestoredKey {
  readonly id: string;
  readonly createdAt: number;
  readonly rotatedAt?: number | undefined;
}

/**
 * Finds keys that were revoked, or whose secret was replaced, after the state that a backup holds. A change that was intended counts
 * like one that was made: whether it was is not known.
 *
 * @param now epoch milliseconds
 * @returns by the id of the key; the latest such change, a revocation before all others
 */
export async function readLostSecrets(
  table: Pick<TableReader, 'query'>,
  keys: readonly RestoredKey[],
  now: number,
): Promise<ReadonlyMap<string, LostSecret>> {
  const known = new Map(keys.map((key) => [key.id, key]));
  const lost = new Map<string, LostSecret>();
  if (keys.length === 0) return lost;
  const since = Math.min(...keys.map(({ createdAt }) => createdAt));
  // The clock of another machine may be ahead.
  const records = await readChanges(table, { since, until: now + CLOCK_SKEW_MS });
  const failed = new Set(records.filter(({ phase }) => phase === 'failed').map(({ id }) => id));
  for (const { action, subject, at, id } of records) {
    const key = known.get(subject);
    if (key === undefined) continue;
    // Who wanted to revoke a key does not want it back, whatever became of the attempt.
    if (action === 'keys.revoke') lost.set(subject, { why: 'revoked', at });
    // The record of a rotation that the backup has differs from the item's own time by a write.
    const isLater = at > (key.rotatedAt ?? key.createdAt) + CLOCK_SKEW_MS;
    if (action !== 'keys.rotate' || !isLater || failed.has(id)) continue;
    if (lost.get(subject)?.why !== 'revoked') lost.set(subject, { why: 'rotated', at });
  }
  return lost;
}

const CLOCK_SKEW_MS = 60_000;
