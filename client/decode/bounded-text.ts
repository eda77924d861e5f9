import { MessageTooLarge } from '../errors/index.ts';

/** Collects the parts of a text up to a limit. They are joined once. */
export class BoundedText {
  #parts: string[] = [];
  #length = 0;
  readonly #maxMessageBytes: number;
  readonly #overheadBytes: number;

  /** @param overheadBytes what the text may contain besides its message */
  constructor(maxMessageBytes: number, overheadBytes = 0) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#overheadBytes = overheadBytes;
  }

  /** @throws MessageTooLarge for a text that has more UTF-16 units than the limit has bytes */
  add(part: string): void {
    this.#length += part.length;
    if (this.#length > this.#maxMessageBytes + this.#overheadBytes) throw new MessageTooLarge(this.#maxMessageBytes);
    this.#parts.push(part);
  }

  /** Returns the text with its last part, and starts anew. */
  take(last: string): string {
    if (this.#parts.length === 0) return last;
    const text = this.#parts.join('') + last;
    this.#parts = [];
    this.#length = 0;
    return text;
  }
}
