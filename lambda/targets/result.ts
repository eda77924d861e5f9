import type { ToolResult } from '../content/blocks.ts';
import { ToolError } from '../tool-error.ts';

/**
 * Makes a result of the value that a tool's `result` gave: a text stays one, everything else becomes its JSON.
 *
 * @param value `undefined` when nothing was found
 * @param options `structured`: the tool has an `output` schema; `label`: what errors call the upstream
 * @throws ToolError for no value (`notFound`), or one that is larger than a result may be
 */
export function resultOf(
  value: unknown,
  { structured, label, resultBytes }: { structured: boolean; label: string; resultBytes: number },
): ToolResult {
  if (value === undefined) throw noResult(label);
  const text = typeof value === 'string' ? value : toJson(value, label);
  if (Buffer.byteLength(text) > resultBytes) throw tooLarge(label, resultBytes);
  const content = [{ type: 'text', text }] as const;
  return structured ? { content, structuredContent: value } : { content };
}

function toJson(value: unknown, label: string): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new ToolError(`${label} answered JSON that nests too deep.`);
  }
}

/** An upstream answered, but nothing that a result could be made of. */
export function noResult(label: string): ToolError {
  return new ToolError(`${label} was answered, but the tool found no result in the answer.`, { notFound: true });
}

/** An upstream answered more than a result may have. */
export function tooLarge(label: string, resultBytes: number): ToolError {
  return new ToolError(
    `${label} answered more than ${resultBytes} bytes. Ask for less, for example with a limit or a filter.`,
  );
}
