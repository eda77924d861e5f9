import type { ToolResult } from '../../content/index.ts';
import type { Json } from '../../json.ts';
import { adviceAfter } from '../repeatable.ts';
import { withNote } from '../result.ts';

/** Why a list has not all rows that there are, and where it would continue. */
export interface Cut {
  /** What failed. */
  readonly failure?: string | undefined;
  /** The pages that were read, if their number was the reason. */
  readonly pages?: number | undefined;
  /** The rows in the result, if their number was the reason, or their bytes. */
  readonly rows?: number | undefined;
  /** The limit of the result, if that was the reason. */
  readonly bytes?: number | undefined;
  /** Whether more rows are only likely: nothing was read after the last one. */
  readonly isLikely?: boolean | undefined;
  /** What a later call can continue with. */
  readonly next?: Json | undefined;
}

/** The key of `_meta` in a result that has not all that there is. */
const INCOMPLETE = 'spillway/incomplete';

/** How a tool continues a list. */
interface Continuing {
  /** The argument that takes `next`, if there is one. */
  readonly argument?: string | undefined;
  /** Whether the call may be repeated. */
  readonly repeatable: boolean;
}

/**
 * States that a list is cut, in words for the agent and in `_meta` for programs: structured content has the form that `output`
 * describes, which may have no place for it.
 */
export function withCut(result: ToolResult, cut: Cut, { argument, repeatable }: Continuing): ToolResult {
  const { failure, next } = cut;
  if (next !== undefined && argument !== undefined) {
    const note = `${reasonOf(cut)} To continue, call again with the argument ${argument}: ${JSON.stringify(next)}`;
    return incomplete(result, note, { failure, next });
  }
  const advice = adviceAfter({ repeatable }, 'Request less, for example with a limit or a filter.');
  return incomplete(result, cut.bytes === undefined ? reasonOf(cut) : `${reasonOf(cut)} ${advice}`, { failure });
}

/** States that a result is what arrived before a failure. */
export function beforeFailure(result: ToolResult, failure: string): ToolResult {
  return incomplete(result, reasonOf({ failure }), { failure });
}

function incomplete(result: ToolResult, note: string, { failure, next }: Pick<Cut, 'failure' | 'next'>): ToolResult {
  const members = { more: true, ...(failure !== undefined && { failure }), ...(next !== undefined && { next }) };
  return { _meta: { [INCOMPLETE]: members }, ...withNote(result, note) };
}

function reasonOf({ failure, pages, rows, bytes, isLikely }: Cut): string {
  if (failure !== undefined) return `The result is incomplete: ${failure}`;
  if (pages !== undefined) return `There are more pages: the tool stopped after ${counted(pages, 'page')}.`;
  if (isLikely) return `There may be more than ${counted(rows ?? 0, 'row')}.`;
  const limit = bytes === undefined ? '' : `, at its limit of ${bytes} bytes`;
  return `There are more rows: the tool stopped after ${counted(rows ?? 0, 'row')}${limit}.`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
