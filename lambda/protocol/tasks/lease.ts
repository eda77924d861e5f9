import type { Log } from '../../telemetry/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { TaskStore } from './store.ts';
import type { Task } from './task.ts';
import { isHeldBy, RENEW_MS, renew } from './transitions.ts';

/** Maximum characters of a status message. */
const MESSAGE_CHARACTERS = 1000;

/** A worker's hold on a task while its target runs. */
export interface Lease {
  /** Sets the status message, which the next tick writes. */
  report(message: string): void;
  /** Sets the deadline of the work, epoch milliseconds. */
  endAt(deadline: number): void;
  /** Rejects when the work must stop: with {@link TaskLost}, or with a {@link ToolError} at the deadline. */
  readonly stopped: Promise<never>;
  /** Ends the lease; resolves after its last write. */
  end(): Promise<void>;
}

/** The task was cancelled, or another worker holds it: the outcome of this attempt is discarded. */
export class TaskLost extends Error {
  override readonly name = 'TaskLost';
}

/** Dependencies of a lease. */
export interface LeaseOptions {
  readonly store: TaskStore;
  readonly now: () => number;
  /** A log whose lines name the attempt. */
  readonly log: Log;
  /** Deadline of the work unless `endAt` sets another, epoch milliseconds. */
  readonly deadline: number;
  /** Milliseconds between two reads of the task. */
  readonly tickMs: number;
}

/**
 * Holds a task that a worker took: each tick reads it consistently, because it may have been cancelled, writes a new status
 * message, and renews the hold.
 */
export function holdLease(task: Task, { store, now, log, deadline, tickMs }: LeaseOptions): Lease {
  const { id, attempt } = task;
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  stopped.catch(() => {}); // handled by the attempt if it still runs
  let message = task.message;
  let written = message;
  let endAt = deadline;
  let renewAt = now() + RENEW_MS;
  let timer: NodeJS.Timeout | undefined;
  let checking: Promise<void> = Promise.resolve();
  let ended = false;
  next();

  function next(): void {
    if (ended) return;
    timer = setTimeout(() => {
      checking = check().then(next);
    }, tickMs);
  }

  async function check(): Promise<void> {
    if (now() >= endAt) return stop(new ToolError('The tool did not finish within its timeout. Ask for less.'));
    try {
      if (!(await isStillOurs())) stop(new TaskLost(id));
    } catch (error) {
      // The hold outlasts a few failed ticks; after it expires, another worker may take the task.
      log.error('the task cannot be read or renewed', { reason: String(error) });
    }
  }

  async function isStillOurs(): Promise<boolean> {
    if (message === written && now() < renewAt) {
      const found = await store.read(id);
      return found !== undefined && isHeldBy(found, attempt);
    }
    const current = message;
    const renewed = await store.change(id, (found) => renew(found, attempt, current, now()));
    written = current;
    renewAt = now() + RENEW_MS;
    return renewed !== undefined;
  }

  return {
    stopped,
    endAt(moment) {
      endAt = moment;
    },
    report(text) {
      message = text.slice(0, MESSAGE_CHARACTERS).toWellFormed();
    },
    end() {
      ended = true;
      clearTimeout(timer);
      return checking;
    },
  };
}
