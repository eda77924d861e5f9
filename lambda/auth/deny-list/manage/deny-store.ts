import { ConditionFailed, type Table } from '../../../table/index.ts';
import {
  DENY_LIMITS,
  DENY_LIST_KEY,
  type DenyEntry,
  type DenyItem,
  type DenyRule,
  parseDenyItem,
  RULE_TEXTS,
} from '../entry.ts';

/** What the deny list needs of its table. */
type DenyTable = Pick<Table, 'get' | 'update'>;

/** Others changed the list at the same time, again and again. */
export class DenyListConflict extends Error {
  override readonly name = 'DenyListConflict';
}

/** The list would be larger than what every function can hold and look at. */
export class DenyListFull extends Error {
  override readonly name = 'DenyListFull';
}

/** The entry that denies what was asked for. */
interface AddedEntry {
  readonly entry: DenyEntry;
  readonly isNew: boolean;
}

const ATTEMPTS = 8;

/** The entries of the list, oldest first. */
export async function readDenyEntries(table: DenyTable): Promise<readonly DenyEntry[]> {
  return (await readItem(table)).entries;
}

/**
 * Adds an entry, unless the list has one that denies the same.
 *
 * @returns the entry that denies it now, and whether it is new
 * @throws DenyListFull, DenyListConflict; Error for a list that cannot be read
 */
export async function addDenyEntry(table: DenyTable, entry: DenyEntry): Promise<AddedEntry> {
  return change<AddedEntry>(table, (entries) => {
    const known = entries.find((other) => deniesSame(other, entry));
    if (known !== undefined) return { result: { entry: known, isNew: false } };
    return { result: { entry, isNew: true }, entries: [...entries, entry] };
  });
}

/**
 * Removes entries.
 *
 * @param ids what {@link readDenyEntries} shows
 * @returns the ids that the list does not have; if there are any, nothing is removed
 * @throws DenyListConflict; Error for a list that cannot be read
 */
export async function removeDenyEntries(table: DenyTable, ids: readonly string[]): Promise<readonly string[]> {
  return change(table, (entries) => {
    const unknown = ids.filter((id) => !entries.some((entry) => entry.id === id));
    if (unknown.length > 0) return { result: unknown };
    return { result: unknown, entries: entries.filter(({ id }) => !ids.includes(id)) };
  });
}

function deniesSame(one: DenyRule, other: DenyRule): boolean {
  return one.issuedBefore === other.issuedBefore && RULE_TEXTS.every((name) => one[name] === other[name]);
}

async function readItem(table: DenyTable): Promise<DenyItem> {
  return parseDenyItem(await table.get(DENY_LIST_KEY));
}

/** Changes the item as long as nobody else has changed it since it was read; otherwise reads it again. */
async function change<R>(
  table: DenyTable,
  edit: (entries: readonly DenyEntry[]) => { readonly result: R; readonly entries?: readonly DenyEntry[] },
): Promise<R> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { version, entries: before } = await readItem(table);
    const { result, entries } = edit(before);
    if (entries === undefined) return result;
    const set = { entries: serialize(entries), version: version + 1 };
    try {
      await table.update(DENY_LIST_KEY, { set, expect: { version: version === 0 ? undefined : version } });
      return result;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new DenyListConflict('others are changing the deny list: nothing was changed; try again');
}

function serialize(entries: readonly DenyEntry[]): string {
  const text = JSON.stringify(entries);
  if (entries.length <= DENY_LIMITS.entries && Buffer.byteLength(text) <= DENY_LIMITS.bytes) return text;
  throw new DenyListFull(
    `the deny list would have more than ${DENY_LIMITS.entries} entries or ${DENY_LIMITS.bytes} bytes: ` +
      'remove entries whose credentials have expired, or deny more with one entry',
  );
}
