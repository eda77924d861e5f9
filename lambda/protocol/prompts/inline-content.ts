import type { PromptDocument, PromptMessage } from '../../catalog/documents.ts';
import type { ToolResult } from '../../content/index.ts';
import { compileTemplate, holdsExpression, settle } from '../../expression/index.ts';
import type { Json } from '../../json.ts';
import type { PreparedTarget } from '../../targets/index.ts';

/**
 * Makes a target of inline messages; texts of their blocks may be expressions over `$args`.
 *
 * @returns a target that gives the same frozen result to every call where nothing depends on the arguments
 */
export function inlineMessages(messages: readonly PromptMessage[]): PreparedTarget {
  const written = asJson(messages);
  if (!holdsExpression(written)) {
    const result = Object.freeze(resultOf(written));
    return () => result;
  }
  const template = compileTemplate(written, 'messages');
  return (args) => settle([template({ args })], ([value]) => resultOf(value));
}

/** Whether a document holds the very messages, so that publishing has bounded them. */
export function isConstant({ messages = [], target }: PromptDocument): boolean {
  return target === undefined && !holdsExpression(asJson(messages));
}

/** A document is JSON. */
const asJson = (messages: readonly PromptMessage[]) => messages as unknown as Json;

const resultOf = (messages: unknown): ToolResult => ({ content: [], structuredContent: { messages } });
