import { tooLarge } from '../result.ts';
import { ToolError } from '../types.ts';

/** Decodes UTF-8 whose characters may lie across the borders of chunks. */
export class TextReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #label: string;

  /** @param label what errors call the sender */
  constructor(label: string) {
    this.#label = label;
  }

  /** @throws ToolError for what is not UTF-8 */
  read(chunk: Uint8Array): string {
    return this.#decode(chunk, true);
  }

  /** What a cut-off character leaves behind is an error. */
  end(): void {
    this.#decode(undefined, false);
  }

  #decode(chunk: Uint8Array | undefined, stream: boolean): string {
    try {
      return this.#decoder.decode(chunk, { stream });
    } catch {
      throw new ToolError(`${this.#label} answered bytes that are not UTF-8 text.`);
    }
  }
}

/** Cuts chunks of UTF-8 into lines, which may lie across the borders of chunks; blank lines are none. */
export class LineReader {
  readonly #text: TextReader;
  readonly #label: string;
  readonly #lineBytes: number;
  #rest = '';

  /**
   * @param label what errors call the sender
   * @param lineBytes bytes that a line may have
   */
  constructor(label: string, lineBytes: number) {
    this.#text = new TextReader(label);
    this.#label = label;
    this.#lineBytes = lineBytes;
  }

  /** The lines that a chunk completes, each checked when it is asked for. @throws ToolError for one that is too long */
  *read(chunk: Uint8Array): Generator<string> {
    const pieces = this.#text.read(chunk).split('\n');
    pieces[0] = this.#rest + (pieces[0] ?? '');
    this.#rest = pieces.pop() ?? '';
    for (const line of pieces) if (isLine(line)) yield this.#checked(line);
    this.#checked(this.#rest);
  }

  /** The last line, when no line feed ended it. */
  *end(): Generator<string> {
    this.#text.end();
    if (isLine(this.#rest)) yield this.#rest;
  }

  #checked(line: string): string {
    // a character has at most three bytes for each of its UTF-16 units
    if (line.length * 3 <= this.#lineBytes || Buffer.byteLength(line) <= this.#lineBytes) return line;
    throw tooLarge(`A line of ${lowerFirst(this.#label)}`, this.#lineBytes);
  }
}

const isLine = (line: string) => line.trim() !== '';
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
