/** A cache that drops the least recently used entries, bounded by count and by weight. */
export interface LruCache<V> {
  get(key: string): V | undefined;
  /** @param weight the entry's cost in the unit of the cache's bound; default 0 */
  set(key: string, value: V, weight?: number): void;
  delete(key: string): void;
  readonly size: number;
}

/** Limits of an {@link LruCache}. */
interface LruBounds {
  readonly entries: number;
  /** Sum of the weights, for example bytes; default: unbounded. */
  readonly weight?: number;
}

/** An entry, between those that were used before and after it. */
interface Entry<V> {
  readonly key: string;
  value: V;
  weight: number;
  older: Entry<V> | undefined;
  newer: Entry<V> | undefined;
}

/**
 * Creates an empty cache. An entry whose weight alone exceeds the bound is not kept.
 *
 * The order of use is a linked list. To insert a used entry into the map again, whose iteration has an order too, made the map
 * rebuild itself every few hundred hits: a fifth of the time of a call in a full cache (`bench/catalogue`).
 */
export function createLru<V>({ entries, weight: maximum = Number.POSITIVE_INFINITY }: LruBounds): LruCache<V> {
  const map = new Map<string, Entry<V>>();
  let total = 0;
  let oldest: Entry<V> | undefined;
  let newest: Entry<V> | undefined;

  function unlink({ older, newer }: Entry<V>): void {
    if (older === undefined) oldest = newer;
    else older.newer = newer;
    if (newer === undefined) newest = older;
    else newer.older = older;
  }

  function append(entry: Entry<V>): void {
    entry.older = newest;
    entry.newer = undefined;
    if (newest === undefined) oldest = entry;
    else newest.newer = entry;
    newest = entry;
  }

  function remove(entry: Entry<V>): void {
    map.delete(entry.key);
    unlink(entry);
    total -= entry.weight;
  }

  return {
    get(key) {
      const entry = map.get(key);
      if (entry === undefined) return undefined;
      if (entry !== newest) {
        unlink(entry);
        append(entry);
      }
      return entry.value;
    },
    set(key, value, weight = 0) {
      const known = map.get(key);
      if (known !== undefined) remove(known);
      if (weight > maximum) return;
      const entry = { key, value, weight, older: undefined, newer: undefined };
      map.set(key, entry);
      append(entry);
      total += weight;
      while (oldest !== undefined && (map.size > entries || total > maximum)) remove(oldest);
    },
    delete(key) {
      const entry = map.get(key);
      if (entry !== undefined) remove(entry);
    },
    get size() {
      return map.size;
    },
  };
}
