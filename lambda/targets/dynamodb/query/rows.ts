import type { Scope, Template } from '../../../expression/index.ts';
import type { Json } from '../../../json.ts';
import { tooLarge } from '../../result.ts';
import { itemToJson, type WireItem } from '../attributes.ts';

/** Maps items to rows through the block's `row`, if it has one. An item for which `row` yields no value is omitted. */
export async function toRows(
  items: readonly WireItem[],
  row: Template | undefined,
  scope: Scope,
  assertTime: () => void,
): Promise<Json[]> {
  if (row === undefined) return items.map(itemToJson);
  const rows: Json[] = [];
  for (const item of items) {
    const made = row({ ...scope, row: itemToJson(item) });
    // One at a time: expressions that run concurrently would use up each other's time limit.
    const value = made instanceof Promise ? await made : made;
    // Awaiting their promises never yields to timers, so the deadline is checked here.
    if (made instanceof Promise) assertTime();
    // a template produces JSON
    if (value !== undefined) rows.push(value as Json);
  }
  return rows;
}

/** What the result needs of the rows: for counting its bytes, and for not keeping more. */
interface RowUse {
  /** Whether the result contains the rows as the text of a JSON array. */
  readonly asText: boolean;
  /** Whether the result contains them as structured content. */
  readonly asValue: boolean;
  /** Whether an expression makes the result of their values. */
  readonly mapped: boolean;
}

/** The most bytes that a UTF-16 code unit of a JSON text takes where that text is escaped in another one. */
const MOST_BYTES = 3;

/** The rows of one call, with a limit on their bytes; each row is serialized once. */
export class Rows {
  /** The values of all rows, where the result needs them. */
  readonly values: Json[] = [];
  count = 0;
  readonly #texts: string[] = [];
  readonly #use: RowUse;
  /** Bytes of the result, and texts that are not counted in it yet. */
  #bytes = 0;
  #uncounted: string[] = [];
  #uncountedChars = 0;

  constructor(use: RowUse) {
    this.#use = use;
  }

  /**
   * @returns the added rows as the text of a JSON array
   * @throws ToolError when all rows together exceed the limit
   */
  add(rows: readonly Json[], label: string, resultBytes: number): string {
    const text = JSON.stringify(rows);
    this.#uncounted.push(text);
    this.#uncountedChars += text.length;
    if (this.#mayExceed(resultBytes)) {
      this.#count();
      if (this.#bytes > resultBytes) throw tooLarge(label, resultBytes);
    }
    this.count += rows.length;
    const { asText, asValue, mapped } = this.#use;
    if (asValue || mapped) for (const row of rows) this.values.push(row);
    if (asText && rows.length > 0) this.#texts.push(text.slice(1, -1));
    return text;
  }

  /** Whether the rows could exceed a limit, by their length alone: to count bytes costs as much as to write them. */
  #mayExceed(resultBytes: number): boolean {
    const { asText, asValue } = this.#use;
    return this.#bytes + this.#uncountedChars * MOST_BYTES * (asText && asValue ? 2 : 1) > resultBytes;
  }

  #count(): void {
    const { asText, asValue } = this.#use;
    for (const text of this.#uncounted) {
      // The result's JSON escapes the text once more.
      if (asText) this.#bytes += Buffer.byteLength(JSON.stringify(text));
      if (asValue || !asText) this.#bytes += Buffer.byteLength(text);
    }
    this.#uncounted = [];
    this.#uncountedChars = 0;
  }

  /** All rows as the text of a JSON array. */
  text(): string {
    return `[${this.#texts.join(',')}]`;
  }
}
