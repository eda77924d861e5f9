/** What stands where a secret stood. */
const MASK = '[secret]';
/** A secret of fewer characters would blot out half of any text, and protects nothing. */
const LEAST_CHARS = 4;

/**
 * Takes secrets out of what is said: an upstream may echo what it was sent. A mask knows each secret in the ways in which
 * requests and JSON write it.
 */
export class Mask {
  readonly #needles = new Set<string>();

  /** Makes a secret unspeakable. */
  add(secret: string): void {
    if (secret.length < LEAST_CHARS) return;
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]) {
      this.#needles.add(form);
    }
  }

  /** A text without the secrets. */
  text(text: string): string {
    let masked = text;
    for (const needle of this.#needles) if (masked.includes(needle)) masked = masked.replaceAll(needle, MASK);
    return masked;
  }

  /** A JSON value without the secrets: the same object when it holds none. */
  value<T>(value: T): T {
    if (this.#needles.size === 0 || value === undefined) return value;
    const text = JSON.stringify(value);
    if (![...this.#needles].some((needle) => text.includes(needle))) return value;
    return this.#masked(value) as T;
  }

  /** How many of a text's last characters may be the beginning of a secret whose rest is still to come. */
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
