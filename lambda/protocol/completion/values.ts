import type { ToolResult } from '../../content/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { valueOfResult } from '../operation/result-value.ts';

/** spec: server/utilities/completion#completion-results */
const MAX_VALUES = 100;

/** What a client may offer, best first. spec: server/utilities/completion#completeresult */
export interface Completed {
  readonly values: readonly string[];
  /** How many there are, sent or not. */
  readonly total?: number;
  readonly hasMore: boolean;
}

/** Nothing to offer. */
export const NOTHING: Completed = { values: [], total: 0, hasMore: false };

/**
 * Finds the values of a list that fit what was typed: those that begin with it, then those that have it inside, in the list's
 * order, whatever their case.
 */
export function matching(list: readonly string[], typed: string): Completed {
  const sought = typed.toLowerCase();
  const places = list.map((value) => ({ value, at: value.toLowerCase().indexOf(sought) }));
  const first = places.filter(({ at }) => at === 0);
  const rest = places.filter(({ at }) => at > 0);
  return firstOf([...first, ...rest].map(({ value }) => value));
}

/**
 * Reads the values that a target gave (see `valueOfResult`): a list of strings, or an object with such a list as `values`, and `total`
 * and `hasMore` where it knows of more. They are taken in the target's order. A text that is neither is one value, as an
 * expression that finds one thing gives the thing itself, and no list.
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

/** A total that is no count, or less than there are, says nothing; and where more are said to be, those given are not all. */
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
