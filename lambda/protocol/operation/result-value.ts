import type { ToolResult } from '../../content/index.ts';
import { ToolError } from '../../tool-error.ts';

/**
 * The value that a target gave: its structured content, else the JSON of the only block, where that is the text of an object or
 * a list. So every kind of target gives values, whether it knows structured content or writes JSON.
 *
 * @returns `undefined` for a result that is no value
 */
export function valueOfResult({ structuredContent, content }: ToolResult): unknown {
  if (structuredContent !== undefined) return structuredContent;
  const [block, another] = content;
  if (block?.type !== 'text' || another !== undefined) return undefined;
  return parseJson(block.text);
}

/** The object or list that a text is the JSON of; `undefined` for any other text. */
export function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Refuses a result that says it failed: other methods than `tools/call` have only errors for that.
 *
 * @param label what errors call what was asked for, where the target found no words
 * @throws ToolError with the target's words
 */
export function assertGood({ isError, content }: ToolResult, label: string): void {
  if (isError !== true) return;
  const words = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  throw new ToolError(words === '' ? `The ${label} failed and did not say why.` : words);
}
