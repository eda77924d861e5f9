import { BoundedText } from './bounded-text.ts';
import type { Framing } from './framing.ts';

/** JSON lines: every line is a message. */
export class Lines implements Framing {
  /** The line that has not ended. */
  readonly #line: BoundedText;

  /** @param overheadBytes what a line may contain besides its message; by default, the `\r` of its end */
  constructor(maxMessageBytes: number, overheadBytes = 1) {
    this.#line = new BoundedText(maxMessageBytes, overheadBytes);
  }

  *push(text: string): Generator<string, void, undefined> {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = this.#line.take(text.slice(start, end));
      start = end + 1;
      yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (start < text.length) this.#line.add(start === 0 ? text : text.slice(start));
  }

  end(): string {
    return this.#line.take('');
  }
}
