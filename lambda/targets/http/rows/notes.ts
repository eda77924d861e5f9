import type { ToolResult } from '../../../content/index.ts';

/** Writes the note that a result is only what arrived before a failure. */
export function incompleteNote(failure: string): string {
  return `The result is incomplete: ${failure}`;
}

/** Adds a note for the agent to a result. */
export function withNote(result: ToolResult, text: string): ToolResult {
  return { ...result, content: [...result.content, { type: 'text', text }] };
}
