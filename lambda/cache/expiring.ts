/** A value with the moment, in epoch milliseconds, from which it is not used any more. */
export interface Expiring<T> {
  readonly value: T;
  readonly expiresAt: number;
}

/**
 * Keeps values until they expire: a secret, a token, credentials of a role. Callers who ask for the same value at the same
 * time wait for the same load; a load that fails is forgotten, so that the next caller tries again.
 */
export class ExpiringCache<T> {
  readonly #entries = new Map<string, Expiring<T>>();
  readonly #loading = new Map<string, Promise<T>>();
  readonly #now: () => number;
  readonly #maxEntries: number;

  /**
   * @param now epoch milliseconds
   * @param maxEntries how many values are kept; the one that was loaded first goes first
   */
  constructor(now: () => number, maxEntries: number) {
    this.#now = now;
    this.#maxEntries = maxEntries;
  }

  /** The value that is kept under a key, if any is and it is still good. */
  peek(key: string): T | undefined {
    const known = this.#entries.get(key);
    return known !== undefined && known.expiresAt > this.#now() ? known.value : undefined;
  }

  /** The value under a key, loaded when there is none that is still good. */
  async get(key: string, load: () => Promise<Expiring<T>>): Promise<T> {
    return this.peek(key) ?? this.#loading.get(key) ?? this.#load(key, load);
  }

  /** Forgets a value, when it is still the one that the caller found wanting. */
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
