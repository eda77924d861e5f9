import type { CallResult } from '../steps.ts';

interface Block {
  readonly type: string;
  readonly text?: unknown;
}

/** The text blocks of a list of content, joined. */
export function textOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content
    .filter((block: Block) => block.type === 'text')
    .map((block: Block) => String(block.text))
    .join('\n');
}

/** A result of `tools/call` in the form that the steps look at. */
export function callResult(result: unknown): CallResult {
  const { content, isError } = result as { readonly content?: unknown; readonly isError?: unknown };
  return { isError: isError === true, text: textOf(content) };
}
