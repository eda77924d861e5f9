import type { JsonObject } from '../../lambda/mcp/index.ts';
import { McpClientError } from '../errors/index.ts';

/** The server asks something, and no handler can answer. The request was not carried out. */
export class QuestionUnanswered extends McpClientError {
  override readonly name = 'QuestionUnanswered';
  readonly actor = 'caller';
  /** Key of the question in `inputRequests`. */
  declare readonly key: string;
  /** `elicitation/create`, `sampling/createMessage` or `roots/list`. */
  declare readonly method: string;
  /** The parameters of the question. */
  declare readonly params: JsonObject;

  constructor({ key, method, params }: Pick<QuestionUnanswered, 'key' | 'method' | 'params'>) {
    const { message } = params;
    const what = typeof message === 'string' ? `"${message}" (${key}, ${method})` : `${key} (${method})`;
    super(`The server asks ${what}. To answer it, pass a function "answer"`);
    this.key = key;
    this.method = method;
    this.params = params;
  }
}

/** The task was cancelled before it had a result. Part of its work may have been done. */
export class TaskCancelled extends McpClientError {
  override readonly name = 'TaskCancelled';
  readonly actor = 'caller';
  declare readonly taskId: string;

  /** @param reason the server's words; `undefined` if it sent none */
  constructor(taskId: string, reason: string | undefined) {
    super(`Task ${taskId} was cancelled${reason === undefined ? '' : `: ${reason}`}`);
    this.taskId = taskId;
  }
}
