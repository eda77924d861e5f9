import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { InvalidParams } from '../rpc/index.ts';

/**
 * The notifications that a client requests, or that the server acknowledges, in MCP's shape. spec:
 * basic/patterns/subscriptions
 */
export interface Filter {
  readonly toolsListChanged?: true;
  readonly promptsListChanged?: true;
  /** The lists of resources and of templates. */
  readonly resourcesListChanged?: true;
  readonly resourceSubscriptions?: readonly string[];
  /** Extension `io.modelcontextprotocol/tasks`. */
  readonly taskIds?: readonly string[];
}

const FLAGS = ['toolsListChanged', 'promptsListChanged', 'resourcesListChanged'] as const;
const MAX_URIS = 100;
/** Maximum characters, the same as for the `uri` of a Resource document. */
const MAX_URI_CHARS = 1_024;
/** Maximum tasks of one subscription; each is an item that is read at every poll. */
const MAX_TASKS = 20;
const MAX_TASK_ID_CHARS = 256;

/**
 * Reads the filter of a `subscriptions/listen`. Unknown members belong to extensions and are ignored.
 *
 * @throws InvalidParams for a filter of the wrong shape, or above the limits of one stream
 */
export function readFilter({ notifications }: JsonObject): Filter {
  if (!isJsonObject(notifications)) throw new InvalidParams('params.notifications must be an object');
  const filter: Record<string, unknown> = {};
  for (const flag of FLAGS) if (readFlag(notifications[flag], flag)) filter[flag] = true;
  const uris = readTexts(notifications.resourceSubscriptions, 'resourceSubscriptions', MAX_URIS, MAX_URI_CHARS);
  if (uris.length > 0) filter.resourceSubscriptions = uris;
  const taskIds = readTexts(notifications.taskIds, 'taskIds', MAX_TASKS, MAX_TASK_ID_CHARS);
  if (taskIds.length > 0) filter.taskIds = taskIds;
  return filter;
}

/** Whether a filter requests nothing. */
export function isEmpty(filter: Filter): boolean {
  return Object.keys(filter).length === 0;
}

function readFlag(value: Json | undefined, name: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new InvalidParams(`params.notifications.${name} must be a boolean`);
  }
  return value === true;
}

function readTexts(value: Json | undefined, name: string, maxCount: number, maxChars: number): readonly string[] {
  if (value === undefined) return [];
  if (!isTexts(value) || value.length > maxCount || value.some((text) => text.length > maxChars)) {
    throw new InvalidParams(
      `params.notifications.${name} must be a list of at most ${maxCount} strings of at most ${maxChars} characters`,
    );
  }
  return [...new Set(value)];
}

function isTexts(value: Json): value is Json & readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
