import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Call } from '../../upstream/index.ts';

/** Rows that `maxRows` can ask for at most. */
export const MOST_ROWS = 1_000_000;

/**
 * Returns how many rows end a call, before its request is sent.
 *
 * @param maxRows compiled; without a value there is no limit
 * @throws ToolError for a value that is not a number of rows
 */
export async function rowLimit(maxRows: Template | undefined, args: JsonObject, { context }: Call): Promise<number> {
  const value = await maxRows?.({ args, work: context.work });
  if (value === undefined || value === null) return Number.POSITIVE_INFINITY;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_ROWS) return value;
  throw new ToolError(`The tool's \`maxRows\` must be a whole number from 1 to ${MOST_ROWS}.`);
}
