import { isJsonObject, type JsonObject } from '../../json.ts';

/** The extension that tasks are. github modelcontextprotocol/ext-tasks: specification/draft/tasks.md */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** Whether the client declared, with this request, that it knows tasks. */
export function knowsTasks(capabilities: JsonObject | undefined): boolean {
  const extensions = capabilities?.extensions;
  return isJsonObject(extensions) && isJsonObject(extensions[TASKS_EXTENSION]);
}
