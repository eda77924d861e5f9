import type { ToolResult } from '../../content/index.ts';
import { exceedsBytes } from '../../text/index.ts';
import { type ResultOptions, tooLarge, toResult } from '../result.ts';

/**
 * {@link toResult}, with the limit applied to the JSON of the whole result.
 *
 * @throws ToolError as {@link toResult} does
 */
export function toBoundedResult(value: unknown, options: ResultOptions): ToolResult {
  const result = toResult(value, options);
  if (exceedsBytes(JSON.stringify(result), options.resultBytes)) throw tooLarge(options.label, options.resultBytes);
  return result;
}
