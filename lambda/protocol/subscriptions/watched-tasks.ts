import type { JsonObject } from '../../json.ts';
import type { WatchedTask } from '../tasks/index.ts';

/** Reads a task as it is now; nothing for one that never was, is another caller's, or whose time is over. */
export type ReadTask = (taskId: string) => Promise<WatchedTask | undefined>;

/** The tasks that a client listens to. */
export class WatchedTasks {
  readonly #read: ReadTask;
  /** When each changed as it was last told, by id; a task that cannot change any more is not in it. */
  readonly #live = new Map<string, number>();

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
    const found = await Promise.all(
      taskIds.map(async (taskId) => {
        const task = await this.#read(taskId);
        return task === undefined ? [] : [[taskId, await this.#tell(taskId, task)] as const];
      }),
    );
    return new Map(found.flat());
  }

  /** @returns the tasks that changed since they were last told, whole */
  async changed(): Promise<readonly JsonObject[]> {
    const changed = await Promise.all(
      [...this.#live].map(async ([taskId, toldAt]) => {
        const task = await this.#read(taskId);
        if (task === undefined) this.#live.delete(taskId);
        return task === undefined || task.changedAt === toldAt ? [] : [await this.#tell(taskId, task)];
      }),
    );
    return changed.flat();
  }

  async #tell(taskId: string, task: WatchedTask): Promise<JsonObject> {
    const told = JSON.parse(await task.text()) as JsonObject;
    if (task.ended) this.#live.delete(taskId);
    else this.#live.set(taskId, task.changedAt);
    return told;
  }
}
