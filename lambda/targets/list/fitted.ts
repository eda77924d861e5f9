import type { ToolResult } from '../../content/index.ts';
import { exactJson } from '../../text/index.ts';
import { tooLarge } from '../result.ts';
import type { Cut } from './cut.ts';
import type { RowList } from './row-list.ts';

/** How the result of a list is built. */
export interface Building {
  /** Builds the result of the rows that are in the list. */
  build(cut: Cut | undefined): ToolResult | Promise<ToolResult>;
  /** Returns where the list continues after its first rows. */
  after(rows: number): Cut | Promise<Cut>;
  /** Whether an expression makes the result: its size is known only once it is there. */
  readonly mapped: boolean;
  readonly resultBytes: number;
  /** Name of the upstream, for errors. */
  readonly label: string;
  readonly repeatable: boolean;
}

/** How often a result that is too large is built of fewer rows. */
const MAX_BUILDS = 8;
/** What part of the rows that would fit by their average size is kept: rows differ, and so does what an expression adds. */
const KEPT_PART = 0.9;
/** The most bytes that a UTF-16 code unit takes in JSON: `\u0001`. */
const MOST_BYTES = 6;
/** Bytes of a result besides its texts. */
const REST_BYTES = 1_024;

/**
 * Builds the result of a list. An expression may make more of rows than fits: the result is then that of the first rows, and
 * has a note.
 *
 * @param cut why the list ends before its end, if it does
 * @throws ToolError when not even one row fits
 */
export async function fittedResult(list: RowList, cut: Cut | undefined, building: Building): Promise<ToolResult> {
  const { mapped, resultBytes, label, repeatable } = building;
  let reason = cut;
  for (let builds = 1; ; builds += 1) {
    const result = await building.build(reason);
    if (!mapped && reason === undefined) return result;
    const bytes = bytesAbove(resultBytes, result);
    if (bytes === undefined) return result;
    const kept = Math.min(Math.floor((list.count * resultBytes * KEPT_PART) / bytes), list.count - 1);
    if (kept < 1 || builds === MAX_BUILDS) throw tooLarge(label, resultBytes, repeatable);
    list.truncate(kept);
    reason = { rows: kept, bytes: resultBytes, ...(await building.after(kept)) };
  }
}

/** Returns the bytes of a result as JSON, if they exceed a limit. A short result is not serialized. */
function bytesAbove(limit: number, result: ToolResult): number | undefined {
  const { content, structuredContent } = result;
  const chars = content.reduce((sum, block) => sum + (block.type === 'text' ? block.text.length : limit), 0);
  if (chars * MOST_BYTES * (structuredContent === undefined ? 1 : 2) + REST_BYTES < limit) return undefined;
  const bytes = Buffer.byteLength(exactJson(result, structuredContent));
  return bytes > limit ? bytes : undefined;
}
