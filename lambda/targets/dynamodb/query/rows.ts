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

/** How often the result contains the rows, for counting its bytes. */
interface RowWeights {
  /** Whether the result contains the rows as the text of a JSON array. */
  readonly asText: boolean;
  /** Whether the result contains them as structured content. */
  readonly asValue: boolean;
}

/** The rows of one call, with a limit on their bytes; each row is serialized once. */
export class Rows {
  readonly all: Json[] = [];
  readonly #texts: string[] = [];
  readonly #weights: RowWeights;
  #bytes = 0;

  constructor(weights: RowWeights) {
    this.#weights = weights;
  }

  /**
   * @returns the added rows as the text of a JSON array
   * @throws ToolError when all rows together exceed the limit
   */
  add(rows: readonly Json[], label: string, resultBytes: number): string {
    const text = JSON.stringify(rows);
    const { asText, asValue } = this.#weights;
    // The result's JSON escapes the text once more.
    if (asText) this.#bytes += Buffer.byteLength(JSON.stringify(text));
    if (asValue || !asText) this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > resultBytes) throw tooLarge(label, resultBytes);
    for (const row of rows) this.all.push(row);
    if (rows.length > 0) this.#texts.push(text.slice(1, -1));
    return text;
  }

  /** All rows as the text of a JSON array. */
  text(): string {
    return `[${this.#texts.join(',')}]`;
  }
}
