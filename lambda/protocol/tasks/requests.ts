import { isJsonObject, type JsonObject } from '../../json.ts';
import { TASKS_EXTENSION } from '../../mcp/index.ts';
import type { Access } from '../access.ts';
import { knowsTasks } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import { assertRuns } from '../judged-only.ts';
import { fitsBuffered } from '../response/index.ts';
import { InvalidParams, MissingClientCapability } from '../rpc/index.ts';
import { inexactNumbers } from '../tools/index.ts';
import type { TaskEvent } from './create.ts';
import { checkAnswers } from './limits.ts';
import { openTaskStore, type TaskStore } from './store.ts';
import { isTaskId, QUEUE_MS, type Task } from './task.ts';
import { answer, cancel, heal, isEnded } from './transitions.ts';
import { taskText } from './view.ts';

const ACKNOWLEDGED = '{}';

/** The part of a request's context that finds a task. */
type LookupContext = Pick<RpcContext, 'state' | 'catalog' | 'now' | 'log'>;

/**
 * Handles `tasks/get`, `tasks/update` and `tasks/cancel`.
 *
 * @param capabilities declared by the client with this request
 * @returns the JSON text of the result, before the era completes it; `{}` for the two acknowledgements
 * @throws MissingClientCapability without the tasks extension; InvalidParams for an unknown task or malformed answers;
 * InsufficientScope for a task whose tool the caller is offered
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
  assertRuns(context.request);
  if (method === 'tasks/update') return update(task, params.inputResponses, store, context);
  if (method === 'tasks/cancel') {
    await store.change(task.id, (found) => cancel(found, context.now()), task);
    return ACKNOWLEDGED;
  }
  const text = await textOf(await healed(task, store, context), store, context);
  if (context.request.streams || fitsBuffered(text)) return text;
  throw new InvalidParams(
    'The result of this task is larger than the 1 MB that this path carries. ' +
      'Send tasks/get without the challenge parameter to have it streamed.',
  );
}

/** A task as `subscriptions/listen` watches it, for `notifications/tasks`. */
export interface WatchedTask {
  /** Increases with every change that the caller can see. Epoch milliseconds. */
  readonly changedAt: number;
  /** Whether the task can no longer change. */
  readonly ended: boolean;
  /** Returns the current result of `tasks/get` as JSON text: the params of `notifications/tasks`, before `_meta`. */
  text(): Promise<string>;
}

/**
 * Creates the function that reads the tasks of one `subscriptions/listen`. Like `tasks/get`, it reads consistently, and it notices
 * an abandoned task, so that clients that only listen see its end. It writes nothing: the worker restarts or ends the task. The
 * calling code must check that the client declared the extension.
 *
 * @param access returns what the caller may do now
 * @returns the function; it takes a task ID as the client sent it, and returns `undefined` for a task that does not exist, has
 * expired, belongs to another caller, or has a tool that the caller may not call any more
 */
export function createTaskReader(
  context: LookupContext,
  access: () => Access,
): (taskId: string) => Promise<WatchedTask | undefined> {
  const store = openTaskStore(context.state.table, context.now);
  /** When the worker was last started on a task, by task ID. */
  const started = new Map<string, number>();

  async function startIfAbandoned(task: Task): Promise<void> {
    const now = context.now();
    if (heal(task, now) === undefined || now < (started.get(task.id) ?? 0) + QUEUE_MS) return;
    started.set(task.id, now);
    await start(task, context);
  }

  return async (taskId) => {
    const task = await lookUp(taskId, store, access());
    if (
      task === undefined ||
      !(await isVisible(task, context, (scopes) => access().isAllowed('tools', task.tool, scopes)))
    ) {
      return undefined;
    }
    await startIfAbandoned(task);
    return { changedAt: task.updatedAt, ended: isEnded(task), text: () => textOf(task, store, context) };
  };
}

async function findTask(taskId: unknown, store: TaskStore, context: RpcContext): Promise<Task> {
  const { access } = context;
  const task = await lookUp(taskId, store, access);
  // spec: ext-tasks, Protocol Errors. One message for all cases, so that callers cannot find out which IDs exist.
  if (task === undefined || !(await isVisible(task, context, (scopes) => access.mayUse('tools', task.tool, scopes))))
    throw new InvalidParams('Unknown task: it does not exist, has expired, or belongs to another caller');
  return task;
}

// spec: ext-tasks, Security Considerations: every request is authorized; an id alone is not enough.
async function lookUp(taskId: unknown, store: TaskStore, { view, principal }: Access): Promise<Task | undefined> {
  const task = isTaskId(taskId) ? await store.read(taskId) : undefined;
  return task?.server === view.server && task.principal === principal.id ? task : undefined;
}

/**
 * Whether a caller may use the tool of a task: by the scopes that it required at the time of the call, which costs no read, and
 * then by those that it requires now. A tool that was removed requires no others.
 */
async function isVisible(
  { server, tool, scopes }: Task,
  { catalog }: LookupContext,
  mayUse: (scopes: readonly string[]) => boolean,
): Promise<boolean> {
  if (!mayUse(scopes)) return false;
  const view = await catalog.server(server);
  const present = view && (await catalog.tool(view, tool));
  return present === undefined || mayUse(present.scopes);
}

function textOf(task: Task, store: TaskStore, { now }: LookupContext): Promise<string> {
  return taskText(task, now(), (pieces) => store.readResult(task, pieces));
}

async function update(task: Task, given: unknown, store: TaskStore, context: LookupContext): Promise<string> {
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
  for (const [key, response] of Object.entries(given)) {
    if (!isJsonObject(response)) continue;
    const inexact = inexactNumbers(response, ['params', 'inputResponses', key]);
    if (inexact !== undefined) throw new InvalidParams(inexact);
    responses.set(key, response);
  }
  return responses;
}

/** Returns the answers of earlier rounds, and of this round so far. */
function allAnswers({ answers, state }: Task) {
  const open = state.status === 'input_required' ? state.questions : [];
  const given = Object.fromEntries(open.map(({ key, answer }) => [key, answer]));
  return { responses: { earlier: answers.responses, given } };
}

/** Queues an abandoned task again, or ends it, so that no task hangs forever. */
async function healed(task: Task, store: TaskStore, context: LookupContext): Promise<Task> {
  const next = await store.change(task.id, (found) => heal(found, context.now()), task);
  if (next === undefined) return task;
  if (next.state.status === 'working') await start(next, context);
  return next;
}

/** Starts the worker. If Lambda does not accept the event, a request for the task a minute later sends another one. */
async function start({ id, round }: Task, { state, log }: LookupContext): Promise<void> {
  const event: TaskEvent = { taskId: id, round };
  try {
    await state.startWorker(event);
  } catch (error) {
    log.error('the worker could not be started', { taskId: id, reason: String(error) });
  }
}
