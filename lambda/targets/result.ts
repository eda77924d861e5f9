import type { ToolResult } from '../content/index.ts';
import type { Listing } from '../schema/index.ts';
import { exactJson, exceedsBytes, hasRounded } from '../text/index.ts';
import { TooLarge, ToolError } from '../tool-error.ts';
import { adviceAfter } from './repeatable.ts';
import { lostNumbers, restoreNumbers, roundedNote, sourceOf } from './rounded.ts';

/** How a value becomes a tool's result. */
export interface ResultOptions {
  /** Whether the tool has an `output` schema. */
  readonly structured: boolean;
  /**
   * Makes lists where the `output` schema says list.
   *
   * @default leaves the value as it is
   */
  readonly listing?: Listing | undefined;
  /**
   * Whether to find nothing is an error.
   *
   * @default false
   */
  readonly mustFind?: boolean | undefined;
  /** The name of the upstream in errors. */
  readonly label: string;
  /** The limit for the text of the result. */
  readonly resultBytes: number;
  /**
   * Whether the call may be repeated.
   *
   * @default true
   */
  readonly repeatable?: boolean;
  /** What the template looked into, if its numbers were marked when it was parsed. */
  readonly from?: unknown;
}

/**
 * Builds a tool's result from the value of its `result` template: a text stays as it is, anything else becomes its JSON.
 *
 * @param value `undefined` when nothing was found
 * @throws ToolError for no value that must be found (`notFound`), and for a value that is nested too deeply or too large
 */
export function toResult(found: unknown, options: ResultOptions): ToolResult {
  const { structured, listing, label, resultBytes, repeatable, mustFind, from } = options;
  if (found === undefined && mustFind) throw noResult(label);
  const value = listing === undefined ? found : listing(found);
  if (value === undefined) return emptyResult(structured, listing);
  restoreNumbers(value, from);
  const exact = typeof value === 'number' ? sourceOf(value, from) : undefined;
  const text = typeof value === 'string' ? value : (exact ?? toJson(value, label));
  if (exceedsBytes(text, resultBytes)) throw tooLarge(label, resultBytes, repeatable);
  const note = hasRounded(from) && exact === undefined ? roundedNote(lostNumbers(value, from)) : undefined;
  const content = [{ type: 'text', text } as const, ...(note ? [note] : [])];
  return structured ? { content, structuredContent: value } : { content };
}

/** The blocks of an empty result: JSONata gives nothing for an empty list. */
export const NOTHING_FOUND: ToolResult['content'] = [
  { type: 'text', text: 'The result is empty: the expression found nothing.' },
];

/** Nothing was found in an answer that succeeded. */
function emptyResult(structured: boolean, listing: Listing | undefined): ToolResult {
  const content = NOTHING_FOUND;
  return structured ? { content, structuredContent: listing === undefined ? {} : listing({}) } : { content };
}

function toJson(value: unknown, label: string): string {
  try {
    return exactJson(value);
  } catch {
    throw new ToolError(`${label} returned JSON that is nested too deeply.`);
  }
}

function noResult(label: string): ToolError {
  return new ToolError(`${label} returned a response, but the tool found no result in it.`, { notFound: true });
}

/** Adds a note for the agent to a result. */
export function withNote(result: ToolResult, text: string): ToolResult {
  return { ...result, content: [...result.content, { type: 'text', text }] };
}

/**
 * The response is larger than the tool's `limits.resultBytes`.
 *
 * @param repeatable whether the call may be repeated
 */
export function tooLarge(label: string, resultBytes: number, repeatable = true): TooLarge {
  const advice = adviceAfter({ repeatable }, 'Request less, for example with a limit or a filter.');
  return new TooLarge(`${label} returned more than ${resultBytes} bytes. ${advice}`, { isAdvised: true });
}
