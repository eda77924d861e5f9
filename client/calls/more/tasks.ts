import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import { NotAnMcpResponse } from '../../errors/index.ts';
import { loadRefusals, sleep } from '../../http/index.ts';
import { type Run, resultPart } from '../call.ts';
import type { Connection } from '../connection.ts';
import { notMcp, refuseToAnswer, request, TASK_CAPABILITIES } from '../conversation.ts';
import { TaskCancelled } from '../errors.ts';
import type { Part, TaskPart, TaskStatus } from '../parts.ts';
import type { Answering } from '../questions.ts';
import { callResultOf } from '../results.ts';
import { answerAll, questionsOf } from './questions.ts';

/** A task as the server describes it. github modelcontextprotocol/ext-tasks: specification/draft/tasks.md */
export interface TaskState {
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly statusMessage?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** ISO 8601. */
  readonly lastUpdatedAt?: string;
  /** How long the server keeps the task, from its creation; `null` for no limit. */
  readonly ttlMs?: number | null;
  readonly pollIntervalMs?: number;
  /** Of a task that is `completed`. */
  readonly result?: JsonObject;
  /** Of a task that has `failed`. */
  readonly error?: JsonObject;
  /** The open questions of a task that is `input_required`, by key. */
  readonly inputRequests?: JsonObject;
}

const STATUSES: ReadonlySet<unknown> = new Set(['working', 'input_required', 'completed', 'failed', 'cancelled']);
const DEFAULT_POLL_MS = 1000;
const LEAST_POLL_MS = 50;
const MOST_POLL_MS = 60_000;
/** How long an aborted call waits for its task to be cancelled. */
const CANCEL_MS = 5000;

/** Whether a result describes a task, with what every task has. */
function isTaskState(value: JsonObject): value is JsonObject & TaskState {
  return typeof value.taskId === 'string' && STATUSES.has(value.status);
}

/** Returns the current state of a task. */
export async function getTask(
  connection: Connection,
  taskId: string,
  answering: Partial<Answering> = {},
): Promise<TaskState> {
  const result = await request(connection, taskRequest('tasks/get', { taskId }), answering);
  if (!isTaskState(result)) throw await notMcp(200, result);
  return result;
}

/** Answers questions of a task. */
export async function updateTask(
  connection: Connection,
  update: { readonly taskId: string; readonly inputResponses: JsonObject },
  answering: Partial<Answering> = {},
): Promise<void> {
  await request(connection, taskRequest('tasks/update', { ...update }), answering);
}

/** Asks the server to cancel a task. The work may end nevertheless. */
export async function cancelTask(
  connection: Connection,
  taskId: string,
  answering: Partial<Answering> = {},
): Promise<void> {
  await request(connection, taskRequest('tasks/cancel', { taskId }), answering);
}

// Each of the methods may be repeated: an answer that arrived counts once.
function taskRequest(method: string, params: JsonObject) {
  return { method, params, capabilities: TASK_CAPABILITIES, isSafe: true };
}

/**
 * Follows the task that a call created.
 *
 * @throws NotAnMcpResponse if the response does not describe a task
 * @throws what `followTask` throws
 */
export async function* followCreated<T>(
  connection: Connection,
  created: JsonObject,
  run: Run & Answering,
): AsyncGenerator<Part<T>, void, undefined> {
  if (!isTaskState(created)) throw await notMcp(200, created);
  yield* followState<T>(connection, created, run);
}

/**
 * Polls a task to its end, and answers its questions. If the call is aborted, the task is cancelled. Yields each state that differs
 * from the one before, and the result.
 *
 * @throws TaskCancelled
 * @throws McpClientError for the error that a failed task has
 */
export async function* followTask<T>(
  connection: Connection,
  taskId: string,
  run: Run & Answering,
): AsyncGenerator<Part<T>, void, undefined> {
  const state = await getTask(connection, taskId, { signal: run.signal });
  yield* followState<T>(connection, state, run);
}

async function* followState<T>(
  connection: Connection,
  created: TaskState,
  run: Run & Answering,
): AsyncGenerator<Part<T>, void, undefined> {
  const { signal, isLeft } = run;
  let cancelled: Promise<void> | undefined;
  // At once: the consumer, who may be busy with a part, may never ask for another one.
  const cancel = () => {
    if (isLeft()) return;
    const bounds = { signal: AbortSignal.timeout(CANCEL_MS) };
    cancelled = cancelTask(connection, created.taskId, bounds).catch(() => undefined);
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  let result: JsonObject;
  try {
    result = yield* poll(connection, created, run);
  } finally {
    await cancelled;
    signal.removeEventListener('abort', cancel);
  }
  yield resultPart(callResultOf<T>(result));
}

async function* poll(
  connection: Connection,
  created: TaskState,
  answering: Answering,
): AsyncGenerator<TaskPart, JsonObject, undefined> {
  const answered = new Set<string>();
  let shown: TaskPart | undefined;
  for (let state = created; ; state = await getTask(connection, created.taskId, answering)) {
    const part = partOfTask(state);
    const before = shown;
    shown = part;
    if (part.status !== before?.status || part.statusMessage !== before.statusMessage) yield part;
    const end = await endOf(state);
    if (end !== undefined) return end;
    // The response that created a task has no result yet.
    if (part.status === 'completed' && before?.status === 'completed')
      throw new NotAnMcpResponse(200, 'a task without a result');
    const questions = questionsOf(state.inputRequests).filter(({ key }) => !answered.has(key));
    if (questions.length === 0) await sleep(pollMs(state), answering.signal);
    else {
      const { answer = refuseToAnswer, signal } = answering;
      const inputResponses = await answerAll(questions, { answer, signal });
      for (const { key } of questions) answered.add(key);
      await updateTask(connection, { taskId: created.taskId, inputResponses }, answering);
    }
  }
}

/** Returns the result of a task; `undefined` while it goes on. */
async function endOf({ taskId, status, statusMessage, result, error }: TaskState): Promise<JsonObject | undefined> {
  if (status === 'cancelled') throw new TaskCancelled(taskId, statusMessage);
  if (status === 'failed') {
    const { responseError } = await loadRefusals();
    throw responseError({ error }, 200) ?? new NotAnMcpResponse(200, `task ${taskId} has no error`);
  }
  return status === 'completed' && isJsonObject(result) ? result : undefined;
}

function partOfTask({ taskId, status, statusMessage }: TaskState): TaskPart {
  return { type: 'task', taskId, status, ...(typeof statusMessage === 'string' && { statusMessage }) };
}

function pollMs({ pollIntervalMs }: TaskState): number {
  if (typeof pollIntervalMs !== 'number') return DEFAULT_POLL_MS;
  return Math.min(Math.max(pollIntervalMs, LEAST_POLL_MS), MOST_POLL_MS);
}
