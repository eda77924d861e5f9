import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** The parameter that `Mcp-Name` mirrors, by method. spec: basic/transports/streamable-http#standard-request-headers */
export const MIRRORED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  // github modelcontextprotocol/ext-tasks: specification/draft/tasks.md, Routing Headers
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/** One argument that clients mirror in a header. */
export interface MirroredParam {
  /** Lower-case header name, for example `mcp-param-region`. */
  readonly header: string;
  /** Path of keys to the value in the arguments. */
  readonly path: readonly string[];
}

/** Returns the value that a header mirrors; `undefined` if the arguments lack it. */
export function mirroredValue(args: JsonObject, { path }: MirroredParam): Json | undefined {
  let value: Json | undefined = args;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
