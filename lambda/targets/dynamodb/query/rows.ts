import type { Scope, Template } from '../../../expression/index.ts';
import type { Json } from '../../../json.ts';
import { itemToJson, type WireItem } from '../attributes.ts';

/** A row, and the item that it was made of. */
export interface Row {
  readonly value: Json;
  readonly item: WireItem;
}

/** Maps items to rows through the block's `row`, if it has one. An item for which `row` yields no value is omitted. */
export async function toRows(
  items: readonly WireItem[],
  row: Template | undefined,
  scope: Scope,
  assertTime: () => void,
): Promise<Row[]> {
  if (row === undefined) return items.map((item) => ({ value: itemToJson(item), item }));
  const rows: Row[] = [];
  for (const item of items) {
    const made = row({ ...scope, row: itemToJson(item) });
    // One at a time: expressions that run concurrently would use up each other's time limit.
    const value = made instanceof Promise ? await made : made;
    // Awaiting their promises never yields to timers, so the deadline is checked here.
    if (made instanceof Promise) assertTime();
    // a template produces JSON
    if (value !== undefined) rows.push({ value: value as Json, item });
  }
  return rows;
}
