import type { JsonObject } from '../../json.ts';
import type { WatchedTask } from '../tasks/index.ts';

/** Reads a task as it is now; nothing for one that never was, is another caller's, or whose time is over. */
export type ReadTask = (taskId: string) => Promise<WatchedTask | undefined>;

/** A task as it was found; the text only of one that is to be told. */
interface Seen {
  readonly taskId: string;
  readonly task: WatchedTask | undefined;
  readonly text: string | undefined;
}

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
    return this.#tell(await Promise.all(taskIds.map((taskId) => this.#look(taskId))));
  }

  /** @returns the tasks that changed since they were last told, whole */
  async changed(): Promise<readonly JsonObject[]> {
    const seen = await Promise.all([...this.#live].map(([taskId, toldAt]) => this.#look(taskId, toldAt)));
    return [...this.#tell(seen).values()];
  }

  async #look(taskId: string, toldAt?: number): Promise<Seen> {
    const task = await this.#read(taskId);
    const text = task === undefined || task.changedAt === toldAt ? undefined : await task.text();
    return { taskId, task, text };
  }

  /** Notes what will be told; nothing may fail from here on, as nobody would tell it again. */
  #tell(seen: readonly Seen[]): ReadonlyMap<string, JsonObject> {
    const told = new Map<string, JsonObject>();
    for (const { taskId, task, text } of seen) {
      if (task === undefined || task.ended) this.#live.delete(taskId);
      else this.#live.set(taskId, task.changedAt);
      if (text !== undefined) told.set(taskId, JSON.parse(text) as JsonObject);
    }
    return told;
  }
}
