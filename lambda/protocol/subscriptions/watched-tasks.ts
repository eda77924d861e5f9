import type { JsonObject } from '../../json.ts';
import { InvalidParams } from '../errors.ts';

/** Reads a task as `tasks/get` answers it, as JSON text. @throws InvalidParams for one that this caller has not */
export type ReadTask = (taskId: string) => Promise<string>;

/** Statuses after which a task does not change. github modelcontextprotocol/ext-tasks: specification/draft/tasks.md#task-status */
const FINAL = new Set<unknown>(['completed', 'failed', 'cancelled']);

/** The tasks that a client listens to. */
export class WatchedTasks {
  readonly #read: ReadTask;
  /** The last that was told of each, by id; a task that cannot change any more is not in it. */
  readonly #live = new Map<string, string>();

  constructor(read: ReadTask) {
    this.#read = read;
  }

  /** Whether any of them may still change. */
  get isLive(): boolean {
    return this.#live.size > 0;
  }

  /**
   * Starts to watch tasks.
   *
   * @returns those that the caller has, each as it is now: what happened before anyone listened must not be lost
   */
  async add(taskIds: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> {
    const found = new Map<string, JsonObject>();
    await Promise.all(
      taskIds.map(async (taskId) => {
        const text = await this.#textOf(taskId);
        if (text !== undefined) found.set(taskId, this.#keep(taskId, text));
      }),
    );
    return found;
  }

  /** @returns the tasks that changed since they were last told, whole */
  async changed(): Promise<readonly JsonObject[]> {
    const changed: JsonObject[] = [];
    await Promise.all(
      [...this.#live].map(async ([taskId, told]) => {
        const text = await this.#textOf(taskId);
        if (text === undefined) this.#live.delete(taskId);
        else if (text !== told) changed.push(this.#keep(taskId, text));
      }),
    );
    return changed;
  }

  #keep(taskId: string, text: string): JsonObject {
    const task = JSON.parse(text) as JsonObject;
    if (FINAL.has(task.status)) this.#live.delete(taskId);
    else this.#live.set(taskId, text);
    return task;
  }

  /** Nothing for a task that never was, is another caller's, or whose time is over. */
  async #textOf(taskId: string): Promise<string | undefined> {
    try {
      return await this.#read(taskId);
    } catch (error) {
      if (error instanceof InvalidParams) return undefined;
      throw error;
    }
  }
}
