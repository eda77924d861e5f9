import { ToolError } from '../../../tool-error.ts';
import type { RawRow } from '../rows.ts';

/** Makes rows of chunks; the same ones wherever the chunks end. */
export interface RowReader {
  /**
   * The rows that a chunk ends, one by one: those before a bad one are good.
   *
   * @throws ToolError for a row that is none
   */
  push(chunk: Buffer): Iterable<RawRow>;
  /**
   * The row that the end of the body ends, if one is open.
   *
   * @throws ToolError when the body ended within a row
   */
  end(): Iterable<RawRow>;
}

/** The upstream stopped in the middle of something. */
export function endedWithinRow(label: string): ToolError {
  return new ToolError(`${label} ended within a row. Try again.`);
}
