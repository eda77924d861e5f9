import type { ToolResult } from '../../../lambda/content/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { differences } from './show/index.ts';

/**
 * The result of a call as an example has it: `result` for one text, or the value in it, and `content` for anything else.
 */
export function textValue(result: ToolResult): JsonObject {
  const [block] = result.content;
  if (result.structuredContent !== undefined) return JSON.parse(JSON.stringify({ result: result.structuredContent }));
  if (result.content.length === 1 && block?.type === 'text' && block.annotations === undefined) {
    return { result: jsonOrText(block.text) };
  }
  return JSON.parse(JSON.stringify({ content: result.content }));
}

/** The JSON value that a text is; the text itself where a value would be another text. */
function jsonOrText(text: string): JsonObject[string] {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}

/**
 * Compares a result with that of an example, which need not have everything.
 *
 * @returns a line for each difference
 */
export function differencesFrom({ isError = false, ...expected }: JsonObject, result: ToolResult): readonly string[] {
  const found = result.isError === true;
  if (isError !== found) {
    const text = result.content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n');
    return [isError === true ? 'expected an error, found a result' : `expected a result, found an error: ${text}`];
  }
  if (expected.content !== undefined) return differences(expected.content, result.content, 'content');
  if (expected.result === undefined) return [];
  const { result: value, content } = textValue(result);
  return differences(expected.result, value ?? content, 'result');
}
