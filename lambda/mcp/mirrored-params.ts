import { isJsonObject, type JsonObject } from '../json.ts';
import type { MirroredParam } from './mirrored-value.ts';

/**
 * Finds the arguments that an input schema marks with `x-mcp-header`. The mark counts only if it is reached through
 * `properties` alone. spec: server/tools#x-mcp-header
 */
export function mirroredParams(schema: JsonObject, path: readonly string[] = []): MirroredParam[] {
  if (!isJsonObject(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    if (!isJsonObject(property)) return [];
    const here = [...path, key];
    const name = property['x-mcp-header'];
    const own = typeof name === 'string' ? [{ header: `mcp-param-${name.toLowerCase()}`, path: here }] : [];
    return [...own, ...mirroredParams(property, here)];
  });
}
