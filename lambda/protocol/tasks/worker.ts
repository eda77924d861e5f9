import { type CatalogReader, CatalogUnavailable } from '../../catalog/index.ts';
import { isJsonObject } from '../../json.ts';
import type { State } from '../../state/index.ts';
import { type Log, type LogFields, withFields } from '../../telemetry/index.ts';
import { createToRpcError } from '../rpc/to-rpc-error.ts';
import type { PreparedTool } from '../tools/prepare.ts';
import { traceIdOf } from '../trace.ts';
import { type AttemptEnd, runAttempt } from './attempt.ts';
import type { TaskEvent } from './create.ts';
import { holdLease } from './lease.ts';
import { createRetryingTable } from './retrying-table.ts';
import { openTaskStore, type TaskStore } from './store.ts';
import type { Task, TaskWork } from './task.ts';
import { ask, complete, failAttempt, take } from './transitions.ts';

/** Milliseconds kept back from the host's deadline, to write a large result in. */
const STORING_RESERVE_MS = 10_000;
const TICK_MS = 1000;

/** What a worker is made of. */
export interface WorkerOptions {
  readonly catalog: CatalogReader<PreparedTool>;
  readonly state: State;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Makes the opaque id that ties an internal error to its log line. */
  readonly newId: () => string;
  readonly log: Log;
  /**
   * Milliseconds from one look at the running task to the next: how late a cancellation is heard.
   *
   * @default 1,000
   */
  readonly tickMs?: number;
}

/**
 * Runs one event of a task.
 *
 * @param remainingMs what is left of the invocation's time, in milliseconds
 * @throws Error for an event that is none, and when a table cannot be read or written: then Lambda runs the event again
 */
export type Worker = (event: unknown, remainingMs: number) => Promise<void>;

/**
 * Makes what runs tasks: it takes the task that an event names, runs its tool, and writes down how that ended. An event that
 * comes twice, or late, finds nothing to take.
 */
export function createWorker({ catalog, state, now, newId, log, tickMs = TICK_MS }: WorkerOptions): Worker {
  return async (event, remainingMs) => {
    const { taskId, round } = readEvent(event);
    const lastMoment = now() + remainingMs - STORING_RESERVE_MS;
    const store = openTaskStore(state.table, now);
    const nothingToDo = () => log.info('nothing to do for a task', { taskId, round });
    const waiting = await store.read(taskId);
    if (waiting === undefined || take(waiting, round, now()) === undefined) return nothingToDo();
    // Before the task is taken: a tool that may not run twice would not survive a table that fails in between.
    const work = await store.readWork(waiting);
    await loadTool(waiting, work, catalog);
    const task = await store.change(taskId, (found) => take(found, round, now()), waiting);
    if (task?.state.status !== 'working') return nothingToDo();
    const own = withFields(log, fieldsOf(task, work));
    own.info('attempt at a task begins');
    const lease = holdLease(task, { store, now, log: own, deadline: lastMoment, tickMs });
    try {
      const toRpcError = createToRpcError(own, newId);
      const end = await runAttempt(task, work, { catalog, lease, now, lastMoment, toRpcError });
      const written = await writeEnd(task, end, openTaskStore(createRetryingTable(state.table, tickMs, own), now), now);
      own.info('attempt at a task ends', { end: written ? end.kind : 'lost' });
    } finally {
      await lease.end();
    }
  };
}

/** Brings the tool into memory. @throws CatalogUnavailable; whatever else is wrong with the tool is for the attempt to say */
async function loadTool({ server }: Task, { tool }: TaskWork, catalog: CatalogReader<PreparedTool>): Promise<void> {
  try {
    const view = await catalog.server(server);
    if (view !== undefined) await catalog.tool(view, tool);
  } catch (error) {
    if (error instanceof CatalogUnavailable) throw error;
  }
}

function fieldsOf({ id, round, attempt }: Task, { trace }: TaskWork): LogFields {
  return { taskId: id, round, attempt, ...(trace && { traceId: traceIdOf(trace) }) };
}

function readEvent(event: unknown): TaskEvent {
  if (isJsonObject(event) && typeof event.taskId === 'string' && typeof event.round === 'number') {
    return { taskId: event.taskId, round: event.round };
  }
  throw new Error('the worker was invoked with an event that names no task');
}

/** @returns the task as it ended; `undefined` when it was not this attempt's any more */
async function writeEnd(task: Task, end: AttemptEnd, store: TaskStore, now: () => number): Promise<Task | undefined> {
  const { id, attempt } = task;
  switch (end.kind) {
    case 'result': {
      const pieces = await store.writeResult(task, end.text);
      return store.change(id, (found) => complete(found, attempt, pieces, now()));
    }
    case 'questions':
      return store.change(id, (found) => ask(found, attempt, end.part, now()));
    case 'error':
      return store.change(id, (found) => failAttempt(found, attempt, end.error, now()));
    case 'lost':
      return undefined;
  }
}
