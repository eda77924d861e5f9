import { MessageTooLarge } from '../errors/index.ts';
import type { Framing } from './framing.ts';

/** JSON lines: every line is a message. */
export class Lines implements Framing {
  /** Parts of the line that has not ended. They are joined once, at its end. */
  #parts: string[] = [];
  #partsLength = 0;
  readonly #maxMessageBytes: number;
  readonly #overheadBytes: number;

  /** @param overheadBytes what a line may contain besides its message; by default, the `\r` of its end */
  constructor(maxMessageBytes: number, overheadBytes = 1) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#overheadBytes = overheadBytes;
  }

  *push(text: string): Generator<string, void, undefined> {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = this.#complete(text.slice(start, end));
      start = end + 1;
      yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (start < text.length) this.#keep(start === 0 ? text : text.slice(start));
  }

  end(): string {
    return this.#complete('');
  }

  #complete(last: string): string {
    if (this.#parts.length === 0) return last;
    const line = this.#parts.join('') + last;
    this.#parts = [];
    this.#partsLength = 0;
    return line;
  }

  #keep(part: string): void {
    this.#partsLength += part.length;
    if (this.#partsLength > this.#maxMessageBytes + this.#overheadBytes)
      throw new MessageTooLarge(this.#maxMessageBytes);
    this.#parts.push(part);
  }
}
