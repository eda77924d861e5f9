import { blockProblem, type ToolResult } from '../../content/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { valueOfResult } from '../operation/result-value.ts';

/** The part of a `GetPromptResult` that a target makes. spec: server/prompts#promptmessage */
export interface Messages {
  readonly description?: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

/**
 * Makes messages of what a prompt's target gave. A value with `messages` (see `valueOfResult`) is taken at its word, its `description`
 * with it; of any other result each content block becomes a message of the user.
 *
 * @param name of the prompt, for errors
 * @throws ToolError for messages that the protocol does not know
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
  const { role, content }: JsonObject = isJsonObject(message) ? message : {};
  if (role !== 'user' && role !== 'assistant') throw invalid(name, `${which} needs role, one of user, assistant`);
  const problem = blockProblem(content);
  if (problem !== undefined) throw invalid(name, `the content of ${which} ${problem}`);
  return { role, content };
}

function invalid(name: string, problem: string): ToolError {
  return new ToolError(
    `Prompt ${name} cannot be had with these arguments: ${problem}. For the operator: see the messages of its document, or of its target.`,
  );
}
