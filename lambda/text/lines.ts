import { isUtf8 } from 'node:buffer';
import { TooLarge, ToolError } from '../tool-error.ts';
import { exceedsBytes } from './bytes.ts';

/** The end of a line: a line feed, or any line end of the event stream format. */
export type LineEnd = 'lf' | 'any';

const CR = 13;
const LF = 10;

/**
 * Splits bytes into lines, independent of where the chunks end: within a line, a line end or a character. A line is yielded as
 * soon as its end has arrived.
 */
export class LineSplitter {
  readonly #label: string;
  readonly #lineBytes: number;
  readonly #lineEnd: LineEnd;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #begun = false;
  #afterCr = false;

  /**
   * @param label the name of the sender in errors
   * @param lineBytes the limit for one line
   */
  constructor(label: string, lineBytes: number, lineEnd: LineEnd) {
    this.#label = label;
    this.#lineBytes = lineBytes;
    this.#lineEnd = lineEnd;
  }

  /**
   * Yields the lines that a chunk completes, each checked when the consumer reaches it.
   *
   * @throws ToolError for a line that is too long, or bytes that are not UTF-8
   */
  *push(chunk: Buffer): Generator<string> {
    const bytes = this.#afterCr && chunk[0] === LF ? chunk.subarray(1) : chunk;
    if (chunk.length > 0) this.#afterCr = false;
    const last = this.#lastEnd(bytes);
    if (last < 0) return this.#hold(bytes);
    this.#afterCr = last === bytes.length - 1 && bytes[last] === CR;
    const text = this.#decode(bytes.subarray(0, last + 1));
    for (const line of this.#cut(text)) {
      this.#assertShort(line);
      yield line;
    }
    this.#hold(bytes.subarray(last + 1));
  }

  /** Returns the text after the last line end. */
  rest(): string {
    return this.#decode(Buffer.alloc(0));
  }

  #lastEnd(bytes: Buffer): number {
    const lf = bytes.lastIndexOf(LF);
    return this.#lineEnd === 'lf' ? lf : Math.max(lf, bytes.lastIndexOf(CR));
  }

  #cut(text: string): string[] {
    const lines = this.#lineEnd === 'lf' ? text.split('\n') : text.split(/\r\n|\n|\r/);
    lines.pop(); // the text after the last line end is empty
    return lines;
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#lineBytes) throw this.#tooLong();
  }

  #decode(bytes: Buffer): string {
    const whole = this.#held.length === 0 ? bytes : Buffer.concat([...this.#held, bytes]);
    this.#held = [];
    this.#heldBytes = 0;
    if (!isUtf8(whole)) throw new ToolError(`${this.#label} returned bytes that are not UTF-8 text.`);
    const text = whole.toString('utf8');
    const bare = !this.#begun && text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.#begun ||= text !== '';
    return bare;
  }

  #assertShort(line: string): void {
    if (exceedsBytes(line, this.#lineBytes)) throw this.#tooLong();
  }

  #tooLong(): TooLarge {
    return new TooLarge(`${this.#label} sent a line of more than ${this.#lineBytes} bytes. Request less per line.`);
  }
}
