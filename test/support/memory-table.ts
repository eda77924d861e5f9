import {
  ConditionFailed,
  type Item,
  type Key,
  type KeyRange,
  type ScannedKey,
  type Table,
  type Update,
} from '../../lambda/table/index.ts';

/** A table in memory that records its reads. */
export interface MemoryTable extends Table {
  /** Every read so far, for example `get S#orders head`, `query T#orders#list`. */
  readonly reads: string[];
  readonly items: ReadonlyMap<string, Item>;
  /** While set, every operation fails with it. */
  failure: Error | undefined;
}

/** Makes an empty table. */
export function createMemoryTable(): MemoryTable {
  const items = new Map<string, Item>();
  const reads: string[] = [];
  const table: MemoryTable = {
    reads,
    items,
    failure: undefined,
    async get(key) {
      reads.push(`get ${key.pk} ${key.sk}`);
      if (table.failure) throw table.failure;
      return items.get(idOf(key));
    },
    async query(range) {
      reads.push(`query ${range.pk}`);
      if (table.failure) throw table.failure;
      return inRange([...items.values()], range);
    },
    async putAll(added) {
      if (table.failure) throw table.failure;
      for (const item of added) items.set(idOf(item), item);
    },
    async removeAll(keys) {
      if (table.failure) throw table.failure;
      for (const key of keys) items.delete(idOf(key));
    },
    async scanKeys() {
      if (table.failure) throw table.failure;
      return [...items.values()].map(scanned);
    },
    async update(key, update) {
      if (table.failure) throw table.failure;
      const updated = applyUpdate(items.get(idOf(key)), key, update);
      items.set(idOf(key), updated);
      return updated;
    },
  };
  return table;
}

export function idOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}

/** What a scan returns of an item. */
export function scanned({ pk, sk, tombstone }: Item): ScannedKey {
  return { pk, sk, ...(tombstone !== undefined && { tombstone }) };
}

/** Selects the items of a range. */
export function inRange(items: readonly Item[], range: KeyRange): readonly Item[] {
  const { from, to, limit } = range;
  const found = items
    .filter(({ pk, sk }) => pk === range.pk && (from === undefined || sk >= from) && (to === undefined || sk <= to))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  return (range.descending ? found.reverse() : found).slice(0, limit);
}

/** Applies an update to an item. */
export function applyUpdate(before: Item | undefined, key: Key, update: Update): Item {
  for (const [name, value] of Object.entries(update.expect ?? {})) {
    if (before?.[name] !== value) throw new ConditionFailed(`${name} is ${before?.[name]}, not ${value}`);
  }
  for (const [name, most] of Object.entries(update.atMost ?? {})) {
    if (!(Number(before?.[name]) <= most))
      throw new ConditionFailed(`${name} is ${before?.[name]}, not at most ${most}`);
  }
  const after: Record<string, string | number> = { ...update.setOnce, ...before, ...update.set };
  for (const [name, value] of Object.entries(update.add ?? {})) after[name] = Number(after[name] ?? 0) + value;
  return { ...after, pk: key.pk, sk: key.sk };
}
