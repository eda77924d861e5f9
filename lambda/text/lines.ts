import { isUtf8 } from 'node:buffer';
import { ToolError } from '../tool-error.ts';
import { exceedsBytes } from './bytes.ts';

/** What ends a line: a line feed alone, or anything that the event stream format lets end one. */
export type LineEnd = 'lf' | 'any';

const CR = 13;
const LF = 10;

/**
 * Cuts bytes into lines wherever the chunks end: in a line, a line end or a character. A line is given as soon as its end
 * is there.
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
   * @param label what errors call the sender
   * @param lineBytes what one line may have
   */
  constructor(label: string, lineBytes: number, lineEnd: LineEnd) {
    this.#label = label;
    this.#lineBytes = lineBytes;
    this.#lineEnd = lineEnd;
  }

  /**
   * The lines that a chunk ends, each checked when it is asked for.
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

  /** What came after the last line end. */
  rest(): string {
    return this.#decode(Buffer.alloc(0));
  }

  #lastEnd(bytes: Buffer): number {
    const lf = bytes.lastIndexOf(LF);
    return this.#lineEnd === 'lf' ? lf : Math.max(lf, bytes.lastIndexOf(CR));
  }

  #cut(text: string): string[] {
    const lines = this.#lineEnd === 'lf' ? text.split('\n') : text.split(/\r\n|\n|\r/);
    lines.pop(); // the text ends with a line end
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
    if (!isUtf8(whole)) throw new ToolError(`${this.#label} answered bytes that are not UTF-8 text.`);
    const text = whole.toString('utf8');
    const bare = !this.#begun && text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.#begun ||= text !== '';
    return bare;
  }

  #assertShort(line: string): void {
    if (exceedsBytes(line, this.#lineBytes)) throw this.#tooLong();
  }

  #tooLong(): ToolError {
    return new ToolError(`${this.#label} sent a line of more than ${this.#lineBytes} bytes. Ask for less in a line.`);
  }
}
