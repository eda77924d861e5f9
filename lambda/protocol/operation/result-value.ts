import type { ToolResult } from '../../content/index.ts';
import { ToolError } from '../../tool-error.ts';

/**
 * Returns the value of a target's result: its structured content, or else the parsed text of its only block, if that is a JSON
 * object or array. So every target type can return values, with structured content or as JSON text.
 *
 * @returns `undefined` for a result without a value
 */
export function valueOfResult({ structuredContent, content }: ToolResult): unknown {
  if (structuredContent !== undefined) return structuredContent;
  const [block, another] = content;
  if (block?.type !== 'text' || another !== undefined) return undefined;
  return parseJson(block.text);
}

/** Parses a text that is a JSON object or array; returns `undefined` for any other text. */
export function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Refuses a result with `isError`: methods other than `tools/call` report failures only as errors.
 *
 * @param label name of the document, for a failure without a text
 * @throws ToolError with the text of the result
 */
export function assertGood({ isError, content }: ToolResult, label: string): void {
  if (isError !== true) return;
  const text = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  throw new ToolError(text === '' ? `The ${label} failed without an error message.` : text);
}
