import { blockProblem, mendBlock, type ToolResult } from '../../content/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { valueOfResult } from '../operation/result-value.ts';

/** The part of a `GetPromptResult` that a target makes. spec: server/prompts#promptmessage */
export interface Messages {
  readonly description?: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

/**
 * Converts the result of a prompt's target to messages. A value with `messages` (see `valueOfResult`) provides the
 * messages and the `description`; otherwise each content block becomes a message with the role `user`.
 *
 * @param name name of the prompt, for errors
 * @throws ToolError for messages that the protocol does not allow
 */
export function messagesOf(result: ToolResult, name: string): Messages {
  const value = valueOfResult(result);
  if (!isJsonObject(value) || !Array.isArray(value.messages)) {
    return { messages: result.content.map((content) => ({ role: 'user', content })) };
  }
  const messages = value.messages.map((message: unknown, index) => readMessage(message, `message ${index + 1}`, name));
  return typeof value.description === 'string' ? { description: value.description, messages } : { messages };
}

function readMessage(message: unknown, which: string, name: string) {
  const { role, content: given }: JsonObject = isJsonObject(message) ? message : {};
  const content = given === undefined ? given : mendBlock(given);
  if (role !== 'user' && role !== 'assistant') throw invalid(name, `${which} must have the role user or assistant`);
  const problem = blockProblem(content);
  if (problem !== undefined) throw invalid(name, `the content of ${which} ${problem}`);
  return { role, content };
}

function invalid(name: string, problem: string): ToolError {
  return new ToolError(
    `Prompt ${name} cannot be built with these arguments: ${problem}. ` +
      'For the operator: see the messages of its document, or of its target.',
  );
}
