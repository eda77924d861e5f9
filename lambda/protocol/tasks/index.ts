import type { JsonObject } from '../../json.ts';
import type { FoundCall } from '../call.ts';
import type { RpcContext } from '../context.ts';
import type { Answers } from '../operation.ts';

/** The extension that tasks are. github modelcontextprotocol/ext-tasks: specification/draft/tasks.md */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** Whether the client declared, with this request, that it knows tasks. */
export function knowsTasks(_capabilities: JsonObject | undefined): boolean {
  throw new Error('to be written');
}

/**
 * Creates a task for a call whose arguments were checked and whose `ask` and `confirm` questions were answered; it is durable,
 * and its worker started, when this resolves.
 *
 * @returns the flat task as JSON text, before `resultType: "task"` and `_meta` are added
 */
export async function createTask(_call: FoundCall, _answers: Answers, _context: RpcContext): Promise<string> {
  throw new Error('to be written');
}

/**
 * Answers `tasks/get`, `tasks/update` and `tasks/cancel`.
 *
 * @param capabilities what the client declared with this request
 * @returns the result as JSON text, before a protocol revision dresses it; `{}` for the two acknowledgements
 * @throws MissingClientCapability, InvalidParams (unknown task)
 */
export async function answerTaskRequest(
  _method: 'tasks/get' | 'tasks/update' | 'tasks/cancel',
  _params: JsonObject,
  _capabilities: JsonObject | undefined,
  _context: RpcContext,
): Promise<string> {
  throw new Error('to be written');
}
