import type { Json, JsonObject } from '../../lambda/mcp/index.ts';
import { Call, type CallBounds, type Run, resultPart } from './call.ts';
import type { Connection } from './connection.ts';
import type { AnsweringOptions, RequestOptions } from './options.ts';
import type { Part } from './parts.ts';
import { callResultOf } from './results.ts';
import { cancelTask, followTask, getTask, type TaskState, updateTask } from './tasks.ts';

/** A task of a server. */
export class TaskHandle {
  readonly taskId: string;
  readonly #connection: Connection;

  constructor(connection: Connection, taskId: string) {
    this.#connection = connection;
    this.taskId = taskId;
  }

  /** Returns the current state. */
  get(options: RequestOptions = {}): Promise<TaskState> {
    return getTask(this.#connection, this.taskId, options);
  }

  /** Answers open questions, by key: some of them, or all. */
  answer(inputResponses: JsonObject, options: RequestOptions = {}): Promise<void> {
    return updateTask(this.#connection, { taskId: this.taskId, inputResponses }, options);
  }

  /** Asks the server to cancel the task. The work may end nevertheless. */
  cancel(options: RequestOptions = {}): Promise<void> {
    return cancelTask(this.#connection, this.taskId, options);
  }

  /**
   * Follows the task to its end, as the call that created it does: an abort cancels it, leaving the loop does not.
   *
   * @throws RangeError for a timeout that is not a number of milliseconds
   */
  follow<T = Json>(options: AnsweringOptions & CallBounds = {}): Call<T> {
    return new Call((run) => this.#parts<T>(run, options), options);
  }

  async *#parts<T>(
    run: Run,
    { answer = this.#connection.answer }: AnsweringOptions,
  ): AsyncGenerator<Part<T>, void, undefined> {
    const state = await getTask(this.#connection, this.taskId, { signal: run.signal });
    const result = yield* followTask(this.#connection, state, { ...run, answer });
    yield resultPart(callResultOf<T>(result));
  }
}
