import type { ToolResult } from '../content/index.ts';
import { exactJson, exceedsBytes, hasRounded, markHolder } from '../text/index.ts';
import { ToolError } from '../tool-error.ts';
import { adviceAfter } from './repeatable.ts';
import { lostNumbers, roundedNote } from './rounded.ts';

/** How a value becomes a tool's result. */
export interface ResultOptions {
  /** Whether the tool has an `output` schema. */
  readonly structured: boolean;
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
 * @throws ToolError for no value (`notFound`), and for a value that is nested too deeply or too large
 */
export function toResult(
  value: unknown,
  { structured, label, resultBytes, repeatable, from }: ResultOptions,
): ToolResult {
  if (value === undefined) throw noResult(label);
  if (hasRounded(from)) markHolder(value);
  const text = typeof value === 'string' ? value : toJson(value, label);
  if (exceedsBytes(text, resultBytes)) throw tooLarge(label, resultBytes, repeatable);
  const note = hasRounded(from) ? roundedNote(lostNumbers(value, from)) : undefined;
  const content = [{ type: 'text', text } as const, ...(note ? [note] : [])];
  return structured ? { content, structuredContent: value } : { content };
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
export function tooLarge(label: string, resultBytes: number, repeatable = true): ToolError {
  const advice = adviceAfter({ repeatable }, 'Request less, for example with a limit or a filter.');
  return new ToolError(`${label} returned more than ${resultBytes} bytes. ${advice}`);
}
