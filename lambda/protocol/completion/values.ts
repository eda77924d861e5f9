import type { ToolResult } from '../../content/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { valueOfResult } from '../operation/index.ts';

/** Maximum values of a result. spec: server/utilities/completion#completion-results */
const MAX_VALUES = 100;

/** Suggestions for an argument, best first. spec: server/utilities/completion#completeresult */
export interface Completed {
  readonly values: readonly string[];
  /** Number of all values, including those that are not sent. */
  readonly total?: number;
  readonly hasMore: boolean;
}

/** The result without values. */
export const NOTHING: Completed = { values: [], total: 0, hasMore: false };

/**
 * Finds the values of a list that match the typed text, ignoring case: first those that start with it, then those that
 * contain it, in the list's order.
 */
export function matching(list: readonly string[], typed: string): Completed {
  const sought = typed.toLowerCase();
  const places = list.map((value) => ({ value, at: value.toLowerCase().indexOf(sought) }));
  const first = places.filter(({ at }) => at === 0);
  const rest = places.filter(({ at }) => at > 0);
  return firstOf([...first, ...rest].map(({ value }) => value));
}

/**
 * Reads the values of a target's result (see `valueOfResult`): a list of strings, or an object with such a list as `values`, and
 * with `total` and `hasMore` if there are more. They keep the target's order. Any other text is one value, because an expression
 * with a single match returns the match instead of a list.
 *
 * @returns `undefined` for anything else
 */
export function valuesOf(result: ToolResult): Completed | undefined {
  const value = valueOfResult(result);
  if (isStrings(value)) return firstOf(value);
  if (isJsonObject(value) && isStrings(value.values)) return someOf(value.values, value);
  const [block] = result.content;
  if (value === undefined && block === undefined) return NOTHING;
  if (value === undefined && block?.type === 'text' && result.content.length === 1) return firstOf([block.text]);
  return undefined;
}

/**
 * Ignores a `total` that is not a count, or is less than the number of values. With `hasMore`, the number of values is
 * not a total.
 */
function someOf(given: readonly string[], { total, hasMore }: JsonObject): Completed {
  const first = firstOf(given);
  if (Number.isSafeInteger(total) && Number(total) >= given.length) {
    return {
      values: first.values,
      total: Number(total),
      hasMore: hasMore === true || Number(total) > first.values.length,
    };
  }
  return hasMore === true ? { values: first.values, hasMore } : first;
}

function firstOf(all: readonly string[]): Completed & { readonly total: number } {
  return { values: all.slice(0, MAX_VALUES), total: all.length, hasMore: all.length > MAX_VALUES };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
