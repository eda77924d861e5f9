import type { Template } from '../../../expression/index.ts';
import type { Json, JsonObject } from '../../../json.ts';
import { tooLarge } from '../../result.ts';
import { itemToJson, type WireItem } from '../attributes.ts';

/** Makes rows of items: as they are, or each through the block's `row`. An item for which `row` finds nothing is left out. */
export async function toRows(
  items: readonly WireItem[],
  row: Template | undefined,
  args: JsonObject,
  assertTime: () => void,
): Promise<Json[]> {
  if (row === undefined) return items.map(itemToJson);
  const rows: Json[] = [];
  for (const item of items) {
    const made = row({ args, row: itemToJson(item) });
    // One at a time: expressions that run at once would use up each other's time.
    const value = made instanceof Promise ? await made : made;
    // Their promises give timers no turn.
    if (made instanceof Promise) assertTime();
    // a template gives JSON
    if (value !== undefined) rows.push(value as Json);
  }
  return rows;
}

/** How many times the bytes of the rows a result has. */
export interface RowWeights {
  /** Whether the rows are in the result as the text of a JSON array. */
  readonly asText: boolean;
  /** Whether they are in it as structured content. */
  readonly asValue: boolean;
}

/** The rows of one call, bounded, and their JSON, made once. */
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
   * @throws ToolError when all rows together outgrow the result
   */
  add(rows: readonly Json[], label: string, resultBytes: number): string {
    const text = JSON.stringify(rows);
    const { asText, asValue } = this.#weights;
    // Text in a result is escaped once more.
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
