import type { PromptDocument, PromptMessage } from '../../catalog/index.ts';
import type { ToolResult } from '../../content/index.ts';
import { compileTemplate, holdsExpression, settle } from '../../expression/index.ts';
import type { Json } from '../../json.ts';
import type { PreparedTarget } from '../../targets/index.ts';

/**
 * Makes a target of inline messages; the texts of their blocks may be expressions over `$args`.
 *
 * @returns a target that returns the same frozen result to every call if no text is an expression
 */
export function inlineMessages(messages: readonly PromptMessage[]): PreparedTarget {
  const inline = asJson(messages);
  if (!holdsExpression(inline)) {
    const result = Object.freeze(resultOf(inline));
    return () => result;
  }
  const template = compileTemplate(inline, 'messages');
  return (args, { work }) => settle([template({ args, work })], ([value]) => resultOf(value));
}

/** Whether a document holds the final messages, whose size publishing has checked. */
export function isConstant({ messages = [], target }: PromptDocument): boolean {
  return target === undefined && !holdsExpression(asJson(messages));
}

/** Documents are JSON, so their messages are too. */
const asJson = (messages: readonly PromptMessage[]) => messages as unknown as Json;

const resultOf = (messages: unknown): ToolResult => ({ content: [], structuredContent: { messages } });
