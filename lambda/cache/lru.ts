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

/** Creates an empty cache. An entry whose weight alone exceeds the bound is not kept. */
export function createLru<V>({ entries, weight: maximum = Number.POSITIVE_INFINITY }: LruBounds): LruCache<V> {
  // A Map iterates in order of insertion. A used entry is inserted again, so the first entry is the least recently used one.
  const map = new Map<string, { value: V; weight: number }>();
  let total = 0;
  let newest: string | undefined;

  function remove(key: string): void {
    const entry = map.get(key);
    if (!entry) return;
    map.delete(key);
    total -= entry.weight;
  }

  return {
    get(key) {
      const entry = map.get(key);
      if (!entry) return undefined;
      if (key !== newest) {
        map.delete(key);
        map.set(key, entry);
        newest = key;
      }
      return entry.value;
    },
    set(key, value, weight = 0) {
      remove(key);
      if (weight > maximum) return;
      map.set(key, { value, weight });
      newest = key;
      total += weight;
      for (const oldest of map.keys()) {
        if (map.size <= entries && total <= maximum) return;
        remove(oldest);
      }
    },
    delete: remove,
    get size() {
      return map.size;
    },
  };
}
