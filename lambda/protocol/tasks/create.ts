import { storePrincipal } from '../../auth/index.ts';
import type { JsonObject } from '../../json.ts';
import { readCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import type { Answers } from '../operation/index.ts';
import type { PreparedTool } from '../tools/index.ts';
import { checkAnswers } from './limits.ts';
import { openTaskStore } from './store.ts';
import { newTask } from './task.ts';
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
 * @throws InvalidParams for answers that are too large for a task; Error if Lambda does not accept the worker's event
 */
export async function createTask(call: TaskCall, answers: Answers, context: RpcContext): Promise<string> {
  const { state, view, principal, now, trace } = context;
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
    // Lambda may have accepted the event anyway, for a task whose ID its caller never receives.
    const reason = { code: -32603, message: 'The worker could not be started.' };
    await store.change(task.id, (found) => fail(found, reason, now()), task).catch(() => undefined);
    throw error;
  }
  return JSON.stringify(describeTask(task, now()));
}
