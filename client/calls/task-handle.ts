import type { Json, JsonObject } from '../../lambda/mcp/index.ts';
import { Call, type CallBounds, type Run } from './call.ts';
import type { Connection } from './connection.ts';
import { loadMore } from './load-more.ts';
import type { TaskState } from './more/index.ts';
import type { AnsweringOptions, RequestOptions } from './options.ts';
import type { Part } from './parts.ts';

/** A task of a server. */
export class TaskHandle {
  readonly taskId: string;
  readonly #connection: Connection;
  readonly #more = loadMore();

  constructor(connection: Connection, taskId: string) {
    this.#connection = connection;
    this.taskId = taskId;
  }

  /** Returns the current state. */
  async get(options: RequestOptions = {}): Promise<TaskState> {
    return (await this.#more).getTask(this.#connection, this.taskId, options);
  }

  /** Answers open questions, by key: some of them, or all. */
  async answer(inputResponses: JsonObject, options: RequestOptions = {}): Promise<void> {
    return (await this.#more).updateTask(this.#connection, { taskId: this.taskId, inputResponses }, options);
  }

  /** Asks the server to cancel the task. The work may end nevertheless. */
  async cancel(options: RequestOptions = {}): Promise<void> {
    return (await this.#more).cancelTask(this.#connection, this.taskId, options);
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
    yield* (await this.#more).followTask<T>(this.#connection, this.taskId, { ...run, answer });
  }
}
