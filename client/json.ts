import { isJsonObject, type JsonObject } from '../lambda/mcp/index.ts';

/** Returns a value if it is a JSON object; otherwise an empty one, so that its members read as absent. */
export function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
