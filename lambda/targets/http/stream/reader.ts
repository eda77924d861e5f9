import { ToolError } from '../../../tool-error.ts';
import type { RawRow } from '../rows/index.ts';

/** Parses chunks into rows; the rows do not depend on where the chunks end. */
export interface RowReader {
  /** Bytes so far that formed no row, such as blank lines and comments: they count towards the limit of the response. */
  readonly idleBytes: number;
  /**
   * Yields the rows that a chunk completes; rows before an invalid one are valid.
   *
   * @throws ToolError for an invalid row
   */
  push(chunk: Buffer): Iterable<RawRow>;
  /**
   * Yields the row that the end of the body completes, if any.
   *
   * @throws ToolError when the body ends within a row
   */
  end(): Iterable<RawRow>;
}

/** The body ended within a row. */
export class EndedWithinRow extends ToolError {
  constructor(label: string) {
    super(`${label} ended its response within a row.`);
  }
}
