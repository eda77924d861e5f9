import { exactJson, hasRounded, markHolder, markMember, roundedSource } from '../../text/index.ts';
import { type Needle, needleOf } from './needle.ts';

/** Replaces a secret. */
const MASK = '[secret]';
/** Shorter secrets are not masked: they occur in ordinary text, and protect nothing. */
const LEAST_CHARS = 4;

/**
 * Removes secrets from outgoing text, because an upstream may echo what it received, in a spelling of its own. Text is masked
 * before it is cut, because a part of a secret cannot be found.
 */
export class Mask {
  /** Longest first: a secret may contain another. */
  #needles: readonly Needle[] = [];

  /** Adds a secret to those that the mask removes. */
  add(secret: string): void {
    if (secret.length < LEAST_CHARS || this.#needles.some((needle) => needle.secret === secret)) return;
    this.#needles = [...this.#needles, needleOf(secret)].sort((a, b) => b.secret.length - a.secret.length);
  }

  /** Masks a text. */
  text(text: string): string {
    let masked = text;
    for (const { pattern } of this.#needles) masked = masked.replace(pattern, MASK);
    return masked;
  }

  /** Masks the beginning of a longer text: the start of a secret that the cut has divided is removed. */
  beginning(text: string): string {
    return this.text(text.slice(0, text.length - this.openEnd(text)));
  }

  /** Masks a JSON value; returns the same object when it holds no secret. */
  value<T>(value: T): T {
    if (this.#needles.length === 0 || value === undefined) return value;
    const text = exactJson(value);
    return this.text(text) === text ? value : (this.#masked(value) as T);
  }

  /** Returns how many characters at the end of a text could belong to a secret that continues in the next chunk. */
  openEnd(text: string): number {
    let open = text.length;
    for (const { openStart } of this.#needles) open = Math.min(open, openStart(text));
    if (open === text.length) return 0;
    // A secret that ends behind that place must not be divided either.
    for (const { pattern } of this.#needles) {
      for (const { index, 0: found } of text.matchAll(pattern)) {
        if (index < open && index + found.length > open) open = index;
      }
    }
    return text.length - open;
  }

  /** @param source how a number was written, if a double rounds it */
  #masked(value: unknown, source?: string): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') {
      const text = source ?? String(value);
      return this.text(text) === text ? value : MASK;
    }
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([key, item]) => {
      const source = roundedSource(value, key);
      return { name: this.text(key), item: this.#masked(item, source), source };
    });
    const copy = Array.isArray(value)
      ? members.map(({ item }) => item)
      : Object.fromEntries(members.map(({ name, item }) => [name, item]));
    if (hasRounded(value)) markHolder(copy);
    for (const { name, item, source } of members) markMember(copy, name, item, source);
    return copy;
  }
}
