import type { ToolResult } from '../../content/blocks.ts';
import { ToolError } from '../../tool-error.ts';
import { noResult } from '../result.ts';

/**
 * Makes a result of the value that a tool's `result` gave: a text stays one, everything else becomes its JSON.
 *
 * @param value `undefined` when nothing was found
 * @param options `structured`: the tool has an `output` schema; `label`: operation and table, for errors
 * @throws ToolError for no value (`notFound`)
 */
export function toResult(value: unknown, { structured, label }: { structured: boolean; label: string }): ToolResult {
  if (value === undefined) throw noResult(label);
  const content = [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }] as const;
  return structured ? { content, structuredContent: value } : { content };
}

/** @throws ToolError for a result that has more bytes than it may, as it will be sent */
export function assertBounded(result: ToolResult, label: string, resultBytes: number): ToolResult {
  if (Buffer.byteLength(JSON.stringify(result)) > resultBytes) throw tooLarge(label, resultBytes);
  return result;
}

export function tooLarge(label: string, resultBytes: number): ToolError {
  return new ToolError(
    `${label} found more than the ${resultBytes} bytes that a result may have. Ask for less, for example with a lower ` +
      'limit or a narrower condition.',
  );
}
