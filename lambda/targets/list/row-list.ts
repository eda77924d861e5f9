/** What the result needs of the rows: for counting its bytes, and for not keeping more. */
export interface RowUse {
  /** Whether the result contains the rows as the text of a JSON array. */
  readonly asText: boolean;
  /** Whether the result contains them as structured content. */
  readonly asValue: boolean;
  /** Whether an expression makes the result of their values. */
  readonly mapped: boolean;
}

/** The most bytes that a UTF-16 code unit of a JSON text takes where that text is escaped in another one. */
const MOST_BYTES = 3;
/** What a result has besides its rows: its own members, and what it says where the list is cut. */
const REST_BYTES = 8_192;
const REST_PART = 1 / 16;

/** The text of rows that were added together, without the brackets of their array. */
interface Segment {
  readonly text: string;
  readonly rows: number;
}

/** The rows of one call, as many as fit into its result. */
export class RowList {
  /** The values of all rows, where the result needs them. */
  readonly values: unknown[] = [];
  readonly #use: RowUse;
  readonly #limit: number;
  readonly #segments: Segment[] = [];
  #count = 0;
  #chars = 0;
  /** Bytes of the result, and texts that are not counted in it yet. */
  #bytes = 0;
  #uncounted: string[] = [];
  #uncountedChars = 0;

  /** @param resultBytes the limit of the result as JSON */
  constructor(use: RowUse, resultBytes: number) {
    this.#use = use;
    // Only the result of an expression is measured as a whole.
    this.#limit = use.mapped ? resultBytes : resultBytes - Math.min(REST_BYTES, Math.floor(resultBytes * REST_PART));
  }

  /** The rows so far. */
  get count(): number {
    return this.#count;
  }

  /** The UTF-16 code units of the rows so far. */
  get chars(): number {
    return this.#chars;
  }

  /**
   * Adds a row.
   *
   * @param json the row as JSON text
   * @returns whether the row fits; one that does not is not added
   */
  add(json: string, value: unknown): boolean {
    this.#uncounted.push(json);
    this.#uncountedChars += json.length;
    if (this.#mayExceed()) {
      const before = this.#counted(this.#uncounted.slice(0, -1));
      const bytes = before + this.#bytesOf(json);
      const fits = bytes <= this.#limit;
      this.#bytes = fits ? bytes : before;
      this.#uncounted = [];
      this.#uncountedChars = 0;
      if (!fits) return false;
    }
    this.#keep(json, 1);
    const { asValue, mapped } = this.#use;
    if (asValue || mapped) this.values.push(value);
    return true;
  }

  /**
   * Adds rows that fit by their length alone: to write a page at once takes less time than to write its rows.
   *
   * @param json the rows as `JSON.stringify` writes them as one array
   * @returns whether they certainly fit; if not, none is added, and each can be added by itself
   */
  addTogether(json: string, values: readonly unknown[]): boolean {
    if (values.length === 0) return true;
    const text = json.slice(1, -1);
    if (this.#mayExceed(text.length)) return false;
    this.#uncounted.push(text);
    this.#uncountedChars += text.length;
    this.#keep(text, values.length);
    const { asValue, mapped } = this.#use;
    if (asValue || mapped) this.values.push(...values);
    return true;
  }

  /** Removes all rows but the first ones. */
  truncate(count: number): void {
    this.#count = Math.min(this.#count, count);
    this.values.length = Math.min(this.values.length, count);
    let left = count;
    for (const [index, segment] of this.#segments.entries()) {
      if (segment.rows > left) {
        this.#segments.splice(index, Number.POSITIVE_INFINITY, ...(left > 0 ? [firstOf(segment, left)] : []));
        return;
      }
      left -= segment.rows;
    }
  }

  /** All rows as the text of a JSON array. */
  text(): string {
    return `[${this.#segments.map(({ text }) => text).join(',')}]`;
  }

  #keep(text: string, rows: number): void {
    this.#count += rows;
    this.#chars += text.length;
    if (this.#use.asText) this.#segments.push({ text, rows });
  }

  /** Whether the rows could exceed the limit, by their length alone: to count bytes costs as much as to write them. */
  #mayExceed(more = 0): boolean {
    const { asText, asValue } = this.#use;
    return this.#bytes + (this.#uncountedChars + more) * MOST_BYTES * (asText && asValue ? 2 : 1) > this.#limit;
  }

  #counted(texts: readonly string[]): number {
    return texts.reduce((bytes, text) => bytes + this.#bytesOf(text), this.#bytes);
  }

  /** The bytes of a row and its comma. */
  #bytesOf(text: string): number {
    const { asText, asValue } = this.#use;
    // The result's JSON escapes the text once more.
    const escaped = asText ? Buffer.byteLength(JSON.stringify(text)) - 1 : 0;
    return escaped + (asValue || !asText ? Buffer.byteLength(text) + 1 : 0);
  }
}

/** Returns the first rows of a segment that was written by `JSON.stringify`, which therefore loses nothing here. */
function firstOf({ text }: Segment, rows: number): Segment {
  const values: readonly unknown[] = JSON.parse(`[${text}]`);
  return { text: JSON.stringify(values.slice(0, rows)).slice(1, -1), rows };
}
