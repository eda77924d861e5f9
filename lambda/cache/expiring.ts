/** A value and the moment, in epoch milliseconds, from which it is no longer used. */
export interface Expiring<T> {
  readonly value: T;
  readonly expiresAt: number;
}

/**
 * Keeps values until they expire, such as secrets, tokens and credentials of roles. Concurrent callers share one load; a load that
 * fails is not kept, so that the next caller tries again.
 */
export class ExpiringCache<T> {
  readonly #entries = new Map<string, Expiring<T>>();
  readonly #loading = new Map<string, Promise<T>>();
  readonly #now: () => number;
  readonly #maxEntries: number;

  /**
   * @param now epoch milliseconds
   * @param maxEntries how many values are kept; the one loaded first is dropped first
   */
  constructor(now: () => number, maxEntries: number) {
    this.#now = now;
    this.#maxEntries = maxEntries;
  }

  /** Returns the value of a key, if it has not expired. */
  peek(key: string): T | undefined {
    const known = this.#entries.get(key);
    return known !== undefined && known.expiresAt > this.#now() ? known.value : undefined;
  }

  /** Returns the value of a key, even if it has expired: for a caller whose load has failed. */
  last(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Sets the value of a key. */
  set(key: string, entry: Expiring<T>): void {
    this.#keep(key, entry);
  }

  /** Lets a value expire, unless another one has replaced it since the caller read it. */
  expire(key: string, seen: T): void {
    const known = this.#entries.get(key);
    if (known?.value === seen) this.#entries.set(key, { value: seen, expiresAt: Number.NEGATIVE_INFINITY });
  }

  /** Returns the value of a key, and loads it if necessary. */
  async get(key: string, load: () => Promise<Expiring<T>>): Promise<T> {
    return this.peek(key) ?? this.#loading.get(key) ?? this.#load(key, load);
  }

  /** Drops a value, unless another one has replaced it since the caller read it. */
  drop(key: string, seen: T): void {
    if (this.#entries.get(key)?.value === seen) this.#entries.delete(key);
  }

  #load(key: string, load: () => Promise<Expiring<T>>): Promise<T> {
    const loading = load()
      .then((entry) => {
        this.#keep(key, entry);
        return entry.value;
      })
      .finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  #keep(key: string, entry: Expiring<T>): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#maxEntries && oldest !== undefined) this.#entries.delete(oldest);
  }
}
