import type { Log } from '../../telemetry/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { TaskStore } from './store.ts';
import type { Task } from './task.ts';
import { isHeldBy, RENEW_MS, renew } from './transitions.ts';

/** Characters of a status message. */
const MESSAGE_CHARACTERS = 1000;

/** Looks after a task while its target works. */
export interface Lease {
  /** Tells the caller how far the work is, with the next tick. */
  say(message: string): void;
  /** Sets when the work must have ended, epoch milliseconds. */
  endAt(deadline: number): void;
  /** Rejects when the work must stop: with {@link TaskLost}, or with a {@link ToolError} when its time is over. */
  readonly stopped: Promise<never>;
  /** Ends the lease; resolves when it writes no more. */
  end(): Promise<void>;
}

/** The task was cancelled, or another worker has it: what comes of this attempt is nobody's. */
export class TaskLost extends Error {
  override readonly name = 'TaskLost';
}

/** What a lease needs. */
export interface LeaseOptions {
  readonly store: TaskStore;
  readonly now: () => number;
  /** Its lines say which attempt this is. */
  readonly log: Log;
  /** When the work must have ended if nobody says otherwise, epoch milliseconds. */
  readonly deadline: number;
  /** Milliseconds from one look at the task to the next. */
  readonly tickMs: number;
}

/**
 * Watches a task that was taken: reads it each tick, strongly, for it may have been cancelled; writes what there is to say;
 * renews the hold on it.
 */
export function holdLease(task: Task, { store, now, log, deadline, tickMs }: LeaseOptions): Lease {
  const { id, attempt } = task;
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  stopped.catch(() => {}); // heard by who waits for the work, if anyone still does
  let message = task.message;
  let told = message;
  let endAt = deadline;
  let renewAt = now() + RENEW_MS;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let ended = false;
  next();

  function next(): void {
    if (ended) return;
    timer = setTimeout(() => {
      looking = look().then(next);
    }, tickMs);
  }

  async function look(): Promise<void> {
    if (now() >= endAt) return stop(new ToolError('The tool did not end within its time. Ask for less.'));
    try {
      if (!(await isStillOurs())) stop(new TaskLost(id));
    } catch (error) {
      // The hold outlasts some failed ticks; once it is over, others may take the task.
      log.error('task not reachable', { reason: String(error) });
    }
  }

  async function isStillOurs(): Promise<boolean> {
    if (message === told && now() < renewAt) {
      const found = await store.read(id);
      return found !== undefined && isHeldBy(found, attempt);
    }
    const saying = message;
    const renewed = await store.change(id, (found) => renew(found, attempt, saying, now()));
    told = saying;
    renewAt = now() + RENEW_MS;
    return renewed !== undefined;
  }

  return {
    stopped,
    endAt(moment) {
      endAt = moment;
    },
    say(text) {
      message = text.slice(0, MESSAGE_CHARACTERS).toWellFormed();
    },
    end() {
      ended = true;
      clearTimeout(timer);
      return looking;
    },
  };
}
