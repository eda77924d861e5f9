import type { JsonObject } from '../../json.ts';
import { parseLossless } from '../../text/index.ts';
import type { WatchedTask } from '../tasks/index.ts';

/** Reads a task; returns `undefined` for one that does not exist, has expired, or belongs to another caller. */
export type ReadTask = (taskId: string) => Promise<WatchedTask | undefined>;

/** A task as read; with its text if it must be reported. */
interface Seen {
  readonly taskId: string;
  readonly task: WatchedTask | undefined;
  readonly text: string | undefined;
}

/** The tasks of a subscription. */
export class WatchedTasks {
  readonly #read: ReadTask;
  /** `changedAt` of the last report of each task, by ID; excludes tasks that can no longer change. */
  readonly #live = new Map<string, number>();

  constructor(read: ReadTask) {
    this.#read = read;
  }

  /** Whether any task may still change. */
  get isLive(): boolean {
    return this.#live.size > 0;
  }

  /**
   * Starts to watch tasks.
   *
   * @returns the tasks of this caller with their current state, so that the client misses no earlier change; only
   * `JSON.stringify` can read the placeholders of long integers in them
   */
  async add(taskIds: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> {
    return this.#record(await Promise.all(taskIds.map((taskId) => this.#load(taskId))));
  }

  /** @returns the tasks that changed since their last report, complete */
  async changed(): Promise<readonly JsonObject[]> {
    const seen = await Promise.all([...this.#live].map(([taskId, reportedAt]) => this.#load(taskId, reportedAt)));
    return [...this.#record(seen).values()];
  }

  async #load(taskId: string, reportedAt?: number): Promise<Seen> {
    const task = await this.#read(taskId);
    const text = task === undefined || task.changedAt === reportedAt ? undefined : await task.text();
    return { taskId, task, text };
  }

  /** Records the reports. Nothing may fail after this, because a recorded report is not repeated. */
  #record(seen: readonly Seen[]): ReadonlyMap<string, JsonObject> {
    const reports = new Map<string, JsonObject>();
    for (const { taskId, task, text } of seen) {
      if (task === undefined || task.ended) this.#live.delete(taskId);
      else this.#live.set(taskId, task.changedAt);
      if (text !== undefined) reports.set(taskId, parseLossless(text) as JsonObject);
    }
    return reports;
  }
}
