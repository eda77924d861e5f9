import { storePrincipal } from '../../auth/index.ts';
import type { JsonObject } from '../../json.ts';
import { StateUnavailable } from '../../state/index.ts';
import { readCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import type { Answers } from '../operation/index.ts';
import { InternalError } from '../rpc/index.ts';
import type { PreparedTool } from '../tools/index.ts';
import { checkAnswers } from './limits.ts';
import { openTaskStore, type TaskStore } from './store.ts';
import { newTask, type Task } from './task.ts';
import { fail } from './transitions.ts';
import { describeTask } from './view.ts';

/** A call to run as a task. */
export interface TaskCall {
  readonly tool: PreparedTool;
  /** Complete arguments, checked against the tool's schema. */
  readonly args: JsonObject;
  /** All parameters of the request. */
  readonly params: JsonObject;
}

/** The event that starts a worker. */
export interface TaskEvent extends JsonObject {
  readonly taskId: string;
  /** The round to run; a late or duplicate event names a round that is over. */
  readonly round: number;
}

/**
 * Creates a task for a call whose arguments are checked and whose `ask` and `confirm` questions are answered. When this resolves,
 * the task is durable and its worker started. spec: ext-tasks, Task Creation
 *
 * @param answers the caller's answers to the target's questions so far
 * @returns the task as JSON text, before `resultType: "task"` and `_meta` are added
 * @throws InvalidParams for answers that are too large for a task; StateUnavailable if Lambda does not accept the worker's event,
 * or InternalError (503) if a worker may have begun nevertheless, with a tool that is not safe to repeat
 */
export async function createTask(call: TaskCall, answers: Answers, context: RpcContext): Promise<string> {
  const { state, view, principal, now, trace, log } = context;
  const { tool, args, params } = call;
  const { responses, state: left } = answers;
  checkAnswers(answers);
  const known = {
    server: view.server,
    principal: principal.id,
    tool: tool.name,
    scopes: tool.scopes,
    repeatable: tool.repeatable,
  };
  const task = newTask({ ...known, answers: { responses, state: left } }, now());
  const store = openTaskStore(state.table, now);
  await store.create(task, { args, caller: storePrincipal(principal), capabilities: readCapabilities(params), trace });
  const event: TaskEvent = { taskId: task.id, round: task.round };
  try {
    await state.startWorker(event);
  } catch (error) {
    const mayRun = await abandon(task, store, now);
    if (!mayRun || tool.repeatable || !(error instanceof StateUnavailable)) throw error;
    log.error('the worker could not be started', { taskId: task.id, reason: error.message });
    throw new InternalError(
      `No worker confirmed that it was started for tool ${tool.name}. The call may have been done: check before you call again`,
      503,
    );
  }
  return JSON.stringify(describeTask(task, now()));
}

const NOT_STARTED = { code: -32603, message: 'The worker could not be started.' };

/**
 * Ends a task whose caller never receives its ID.
 *
 * @returns whether a worker may have taken it: Lambda may have accepted the event although its response was lost
 */
async function abandon(task: Task, store: TaskStore, now: () => number): Promise<boolean> {
  let wasTaken = false;
  const end = (found: Task) => {
    wasTaken = found.attempt > 0;
    return fail(found, NOT_STARTED, now());
  };
  return store.change(task.id, end, task).then(
    () => wasTaken,
    () => true,
  );
}
