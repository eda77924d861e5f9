import { isJsonObject } from '../../../lambda/mcp/index.ts';

/** RFC 9110 section 5.6.2 */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
const MIRRORED_TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'boolean']);

/**
 * Whether a tool marks arguments with `x-mcp-header` as it must; clients exclude other tools. spec: server/tools#x-mcp-header
 *
 * @param schema the tool's input schema
 */
export function marksAreValid(schema: unknown): boolean {
  const names = new Set<string>();
  return checkMarks(schema, true, names);
}

/** @param isReachable whether only `properties` lead here */
function checkMarks(schema: unknown, isReachable: boolean, names: Set<string>): boolean {
  if (Array.isArray(schema)) return schema.every((item) => checkMarks(item, false, names));
  if (!isJsonObject(schema)) return true;
  const name = schema['x-mcp-header'];
  if (name !== undefined && !isReachable) return false;
  return Object.entries(schema).every(([key, value]) => {
    if (key !== 'properties' || !isJsonObject(value)) return checkMarks(value, false, names);
    return Object.values(value).every((property) => markIsValid(property, isReachable, names));
  });
}

function markIsValid(property: unknown, isReachable: boolean, names: Set<string>): boolean {
  if (!isJsonObject(property)) return true;
  const name = property['x-mcp-header'];
  if (name !== undefined) {
    if (!isReachable || typeof name !== 'string' || !TOKEN.test(name)) return false;
    if (!MIRRORED_TYPES.has(property.type) || names.has(name.toLowerCase())) return false;
    names.add(name.toLowerCase());
  }
  return checkMarks(property, isReachable, names);
}
