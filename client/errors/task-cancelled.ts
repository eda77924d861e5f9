import { McpClientError } from './client-error.ts';

/** The task was cancelled before it had a result. Part of its work may have been done. */
export class TaskCancelled extends McpClientError {
  override readonly name = 'TaskCancelled';
  readonly actor = 'caller';
  readonly taskId: string;

  /** @param reason the server's words; `undefined` if it sent none */
  constructor(taskId: string, reason: string | undefined) {
    super(`Task ${taskId} was cancelled${reason === undefined ? '' : `: ${reason}`}`);
    this.taskId = taskId;
  }
}
