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

/** A call that becomes a task. */
export interface TaskCall {
  readonly tool: PreparedTool;
  /** Complete, and checked against the tool's schema. */
  readonly args: JsonObject;
  /** All parameters of the request. */
  readonly params: JsonObject;
}

/** What a worker is started with. */
export interface TaskEvent extends JsonObject {
  readonly taskId: string;
  /** The stretch of work that is to be done; an event that comes late or twice names one that is over. */
  readonly round: number;
}

/**
 * Creates a task for a call whose arguments were checked and whose `ask` and `confirm` questions were answered; it is durable,
 * and its worker started, when this resolves. spec: ext-tasks, Task Creation
 *
 * @param answers what the caller answered so far, for the target
 * @returns the flat task as JSON text, before `resultType: "task"` and `_meta` are added
 * @throws InvalidParams when the answers are more than a task holds; Error when Lambda does not take the worker's event
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
  const scopes = [...principal.scopes];
  await store.create(task, { args, scopes, capabilities: readCapabilities(params), trace });
  const event: TaskEvent = { taskId: task.id, round: task.round };
  try {
    await state.startWorker(event);
  } catch (error) {
    // The event may have arrived all the same, for a task that its caller will never hear of.
    const reason = { code: -32603, message: 'The worker could not be started.' };
    await store.change(task.id, (found) => fail(found, reason, now()), task).catch(() => undefined);
    throw error;
  }
  return JSON.stringify(describeTask(task, now()));
}
