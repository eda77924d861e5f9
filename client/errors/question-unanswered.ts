import type { JsonObject } from '../../lambda/mcp/index.ts';
import { McpClientError } from './client-error.ts';

/** The server asks something, and no handler can answer. The request was not carried out. */
export class QuestionUnanswered extends McpClientError {
  override readonly name = 'QuestionUnanswered';
  readonly actor = 'caller';
  /** Key of the question in `inputRequests`. */
  readonly key: string;
  /** `elicitation/create`, `sampling/createMessage` or `roots/list`. */
  readonly method: string;
  /** The parameters of the question. */
  readonly params: JsonObject;

  constructor({ key, method, params }: Pick<QuestionUnanswered, 'key' | 'method' | 'params'>) {
    const { message } = params;
    const what = typeof message === 'string' ? `"${message}" (${key}, ${method})` : `${key} (${method})`;
    super(`The server asks ${what}. To answer it, pass a function "answer"`);
    this.key = key;
    this.method = method;
    this.params = params;
  }
}
