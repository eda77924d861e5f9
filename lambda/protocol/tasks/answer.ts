import { isJsonObject, type JsonObject } from '../../json.ts';
import { TASKS_EXTENSION } from '../../mcp/index.ts';
import { knowsTasks } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import { fitsBuffered } from '../response/truncate.ts';
import { InvalidParams, MissingClientCapability } from '../rpc/errors.ts';
import type { TaskEvent } from './create.ts';
import { checkAnswers } from './limits.ts';
import { openTaskStore, type TaskStore } from './store.ts';
import { isTaskId, type Task } from './task.ts';
import { answer, cancel, heal, isEnded } from './transitions.ts';
import { taskText } from './view.ts';

const ACKNOWLEDGED = '{}';

/** What finds a task, and tells whether it is the caller's. */
type Seeker = Pick<RpcContext, 'state' | 'view' | 'principal' | 'now' | 'log'>;

/**
 * Answers `tasks/get`, `tasks/update` and `tasks/cancel`.
 *
 * @param capabilities what the client declared with this request
 * @returns the result as JSON text, before a protocol revision dresses it; `{}` for the two acknowledgements
 * @throws MissingClientCapability, InvalidParams (unknown task)
 */
export async function answerTaskRequest(
  method: 'tasks/get' | 'tasks/update' | 'tasks/cancel',
  params: JsonObject,
  capabilities: JsonObject | undefined,
  context: RpcContext,
): Promise<string> {
  if (!knowsTasks(capabilities)) throw new MissingClientCapability({ extensions: { [TASKS_EXTENSION]: {} } });
  const store = openTaskStore(context.state.table, context.now);
  const task = await findTask(params.taskId, store, context);
  if (method === 'tasks/update') return update(task, params.inputResponses, store, context);
  if (method === 'tasks/cancel') {
    await store.change(task.id, (found) => cancel(found, context.now()), task);
    return ACKNOWLEDGED;
  }
  const text = await textOf(await healed(task, store, context), store, context);
  if (context.request.streams || fitsBuffered(text)) return text;
  throw new InvalidParams(
    'The result of this task is larger than the 1 MB that this path carries. Send tasks/get without the challenge parameter: there it is streamed.',
  );
}

/** A task for who watches it, as `subscriptions/listen` does for `notifications/tasks`. */
export interface WatchedTask {
  /** Grows with every change that the caller can see. Epoch milliseconds. */
  readonly changedAt: number;
  /** Nothing will change any more. */
  readonly ended: boolean;
  /** What `tasks/get` answers at this moment, as JSON text: the params of `notifications/tasks`, before `_meta`. */
  text(): Promise<string>;
}

/**
 * Reads a task for `subscriptions/listen`: strongly, and as `tasks/get` does, so that what nobody works on any more ends for
 * those who only listen, too. Whether the client declared the extension is the caller's to check.
 *
 * @param taskId as the client sent it
 * @returns `undefined` for what is not, or no longer, a task of this caller
 */
export async function readTask(taskId: unknown, context: Seeker): Promise<WatchedTask | undefined> {
  const store = openTaskStore(context.state.table, context.now);
  const found = await seek(taskId, store, context);
  if (found === undefined) return undefined;
  const task = await healed(found, store, context);
  return { changedAt: task.updatedAt, ended: isEnded(task), text: () => textOf(task, store, context) };
}

async function findTask(taskId: unknown, store: TaskStore, context: Seeker): Promise<Task> {
  const task = await seek(taskId, store, context);
  // spec: ext-tasks, Protocol Errors. One message for all, so that nobody learns which ids exist.
  if (task === undefined) throw new InvalidParams('Unknown task: it never was, is over its time, or is not yours');
  return task;
}

// spec: ext-tasks, Security Considerations: every request is authorized; an id alone is not enough.
async function seek(taskId: unknown, store: TaskStore, { view, principal }: Seeker): Promise<Task | undefined> {
  const task = isTaskId(taskId) ? await store.read(taskId) : undefined;
  if (task?.server !== view.server || task.principal !== principal.id) return undefined;
  return task.scopes.every((scope) => principal.scopes.has(scope)) ? task : undefined;
}

function textOf(task: Task, store: TaskStore, { now }: Seeker): Promise<string> {
  return taskText(task, now(), (pieces) => store.readResult(task, pieces));
}

async function update(task: Task, given: unknown, store: TaskStore, context: Seeker): Promise<string> {
  const responses = readResponses(given);
  const decide = (found: Task) => {
    const next = answer(found, responses, context.now());
    if (next) checkAnswers(allAnswers(next));
    return next;
  };
  const next = await store.change(task.id, decide, task);
  if (next?.state.status === 'working') await start(next, context);
  return ACKNOWLEDGED;
}

function readResponses(given: unknown): ReadonlyMap<string, JsonObject> {
  if (!isJsonObject(given)) throw new InvalidParams('params.inputResponses must be an object');
  const responses = new Map<string, JsonObject>();
  for (const [key, response] of Object.entries(given)) if (isJsonObject(response)) responses.set(key, response);
  return responses;
}

/** What was answered in earlier rounds, and so far in this one. */
function allAnswers({ answers, state }: Task) {
  const open = state.status === 'input_required' ? state.questions : [];
  const given = Object.fromEntries(open.map(({ key, answer }) => [key, answer]));
  return { responses: { earlier: answers.responses, given } };
}

/** What nobody works on is queued again, or ends: no task hangs for ever. */
async function healed(task: Task, store: TaskStore, context: Seeker): Promise<Task> {
  const next = await store.change(task.id, (found) => heal(found, context.now()), task);
  if (next === undefined) return task;
  if (next.state.status === 'working') await start(next, context);
  return next;
}

/** An event that Lambda does not take is lost for now: whoever asks for the task a minute later sends another one. */
async function start({ id, round }: Task, { state, log }: Seeker): Promise<void> {
  const event: TaskEvent = { taskId: id, round };
  try {
    await state.startWorker(event);
  } catch (error) {
    log.error('the worker could not be started', { taskId: id, reason: String(error) });
  }
}
