/** Replaces a secret. */
const MASK = '[secret]';
/** Shorter secrets are not masked: they occur in ordinary text, and protect nothing. */
const LEAST_CHARS = 4;

/**
 * Removes secrets from outgoing text, because an upstream may echo what it received. A mask knows each secret in the spellings
 * that requests and JSON use.
 */
export class Mask {
  readonly #needles = new Set<string>();

  /** Adds a secret to those that the mask removes. */
  add(secret: string): void {
    if (secret.length < LEAST_CHARS) return;
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]) {
      this.#needles.add(form);
    }
  }

  /** Masks a text. */
  text(text: string): string {
    let masked = text;
    for (const needle of this.#needles) if (masked.includes(needle)) masked = masked.replaceAll(needle, MASK);
    return masked;
  }

  /** Masks a JSON value; returns the same object when it holds no secret. */
  value<T>(value: T): T {
    if (this.#needles.size === 0 || value === undefined) return value;
    const text = JSON.stringify(value);
    if (![...this.#needles].some((needle) => text.includes(needle))) return value;
    return this.#masked(value) as T;
  }

  /** Returns how many characters at the end of a text could be the start of a secret that continues in the next chunk. */
  openEnd(text: string): number {
    let longest = 0;
    for (const needle of this.#needles) {
      for (let length = Math.min(needle.length - 1, text.length); length > longest; length -= 1) {
        if (text.endsWith(needle.slice(0, length))) longest = length;
      }
    }
    return longest;
  }

  #masked(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#needles.has(String(value)) ? MASK : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.#masked(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.#masked(item)]));
  }
}
