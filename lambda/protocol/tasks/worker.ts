import type { CallAudit, OpenCall } from '../../audit/calls/index.ts';
import type { Recheck } from '../../auth/index.ts';
import { type CatalogReader, CatalogUnavailable } from '../../catalog/types.ts';
import { isJsonObject } from '../../json.ts';
import type { State } from '../../state/types.ts';
import { type Log, type LogFields, withFields } from '../../telemetry/log.ts';
import { Access } from '../access.ts';
import { auditedCall } from '../audited.ts';
import type { PoliciesOf } from '../context.ts';
import { createToRpcError } from '../rpc/index.ts';
import type { PreparedTool } from '../tools/index.ts';
import { traceIdOf } from '../trace.ts';
import { type AttemptEnd, permittedEnd, runAttempt, withheld } from './attempt.ts';
import type { TaskEvent } from './create.ts';
import { holdLease } from './lease.ts';
import { createRetryingTable } from './retrying-table.ts';
import { openTaskStore, type TaskStore } from './store.ts';
import type { Task, TaskWork } from './task.ts';
import { ask, complete, failAttempt, take } from './transitions.ts';

/** Milliseconds reserved before the invocation's deadline, to write a large result. */
const STORING_RESERVE_MS = 10_000;
const TICK_MS = 1000;

/** Dependencies of a worker. */
export interface WorkerOptions {
  readonly catalog: CatalogReader<PreparedTool>;
  readonly state: State;
  /**
   * Returns the policies of a server, by its name.
   *
   * @default no server has policies
   */
  readonly policiesOf?: PoliciesOf;
  /** Judges the caller of a task again, before each attempt and before its result is stored. */
  readonly recheck: Recheck;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Creates the opaque ID that links an internal error to its log line. */
  readonly newId: () => string;
  readonly log: Log;
  /** Records calls. @default calls are not audited */
  readonly calls?: CallAudit | undefined;
  /**
   * Milliseconds between two reads of the running task: the longest delay of a cancellation.
   *
   * @default 1,000
   */
  readonly tickMs?: number;
}

/**
 * Runs one event of a task.
 *
 * @param remainingMs milliseconds until Lambda ends the invocation
 * @throws Error for a malformed event, and if a table cannot be read or written or the caller cannot be judged: Lambda then retries
 * the event
 */
export type Worker = (event: unknown, remainingMs: number) => Promise<void>;

/**
 * Creates the worker: it takes the task that an event names, runs its tool, and stores the outcome. A duplicate or late event
 * finds no task to take. A caller that has lost the right to call the tool gets neither a run nor its result.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { catalog, state, now, newId, log, tickMs = TICK_MS, calls } = options;
  return async (event, remainingMs) => {
    try {
      await runEvent(event, remainingMs);
    } finally {
      await calls?.flush();
    }
  };

  async function runEvent(event: unknown, remainingMs: number): Promise<void> {
    const { taskId, round } = readEvent(event);
    const lastMoment = now() + remainingMs - STORING_RESERVE_MS;
    const store = openTaskStore(state.table, now);
    const nothingToDo = () => log.info('nothing to do for a task', { taskId, round });
    const waiting = await store.read(taskId);
    if (waiting === undefined || take(waiting, round, now()) === undefined) return nothingToDo();
    // Before the task is taken: if a read failed after that, a task whose tool may not run twice would fail.
    const work = await store.readWork(waiting);
    await loadTool(waiting, catalog);
    const access = await judgeCaller(waiting, work, options);
    // Before the task is taken, too: Lambda retries an event whose record cannot be written.
    const open = calls && access && (await recordTask(waiting, work, access, calls));
    const task = await store.change(taskId, (found) => take(found, round, now()), waiting);
    if (task?.state.status !== 'working') {
      open?.ended(NOT_TAKEN);
      return nothingToDo();
    }
    const own = withFields(log, fieldsOf(task, work));
    own.info('task attempt started');
    const lease = holdLease(task, { store, now, log: own, deadline: lastMoment, tickMs });
    try {
      const toRpcError = createToRpcError(own, newId);
      const outcome = await runAttempt(task, work, { catalog, access, lease, state, now, lastMoment, toRpcError });
      const end = await judgeEnd(task, work, outcome, { ...options, tickMs, log: own });
      const written = await writeEnd(task, end, openTaskStore(createRetryingTable(state.table, tickMs, own), now), now);
      open?.ended(endOf(end, written !== undefined));
      own.info('task attempt ended', { end: written ? end.kind : 'lost' });
    } finally {
      open?.ended(NOT_TAKEN);
      await lease.end();
    }
  }
}

/** Another invocation has the task, or nobody knows what became of it. */
const NOT_TAKEN = { outcome: 'failed', bytes: 0, isError: true } as const;

function recordTask(
  { id: task, server, tool: name }: Task,
  { args, trace }: TaskWork,
  { principal }: Access,
  calls: CallAudit,
): Promise<OpenCall> {
  const source = { request: {}, principal, server, trace };
  return calls.allowed({ ...auditedCall('tools/call', { name, arguments: args }, source), task });
}

/** The end of an attempt, as the audit shows it. Questions end an attempt, too; the next one is another call. */
function endOf(end: AttemptEnd, isWritten: boolean): Parameters<OpenCall['ended']>[0] {
  if (!isWritten || end.kind === 'error' || end.kind === 'lost') return NOT_TAKEN;
  if (end.kind === 'questions') return { outcome: 'done', bytes: 0, isError: false };
  const isError = end.isError === true;
  return { outcome: isError ? 'failed' : 'done', bytes: Buffer.byteLength(end.text), isError };
}

/** Reads what the caller of a task may do now; `undefined` if its credentials or the server are not valid any more. */
async function judgeCaller(
  { server }: Task,
  { caller }: TaskWork,
  { catalog, recheck, policiesOf = () => undefined, now }: WorkerOptions,
): Promise<Access | undefined> {
  const [principal, view] = await Promise.all([recheck(caller), catalog.server(server)]);
  const policies = await policiesOf(server, view?.version);
  if (principal === undefined || view === undefined) return undefined;
  const access = new Access({ principal, view, policies, anonymous: undefined, now });
  return access.holdsServerScopes ? access : undefined;
}

/** Attempts to judge the caller of a tool that has run. */
const JUDGE_TRIES = 5;

/** Decides again before an outcome is stored. If the caller cannot be judged, nobody receives the outcome. */
async function judgeEnd(
  task: Task,
  work: TaskWork,
  end: AttemptEnd,
  options: WorkerOptions & Required<Pick<WorkerOptions, 'tickMs'>>,
): Promise<AttemptEnd> {
  if (end.kind === 'error' || end.kind === 'lost') return end;
  for (let tries = 1; ; tries += 1) {
    try {
      const access = await judgeCaller(task, work, options);
      return await permittedEnd(task, work, end, { access, catalog: options.catalog });
    } catch (error) {
      options.log.error('judging the caller of a task failed', { tries, reason: String(error) });
      if (tries === JUDGE_TRIES) return withheld(task);
      await new Promise((resolve) => setTimeout(resolve, options.tickMs));
    }
  }
}

/** Loads the tool into memory. @throws CatalogUnavailable; the attempt reports any other problem of the tool */
async function loadTool({ server, tool }: Task, catalog: CatalogReader<PreparedTool>): Promise<void> {
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
  throw new Error('the worker was invoked with an event that does not name a task');
}

/** @returns the task as it ended; `undefined` if this attempt no longer held it */
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
