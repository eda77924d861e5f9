import { compileTemplate, type Scope, settle } from '../../../expression/index.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { toAttributeMap, type WireItem } from '../attributes.ts';

/** Builds the key of one call. */
type KeyTemplate = (scope: Scope) => WireItem | Promise<WireItem>;

/**
 * Compiles the `key` of a block.
 *
 * @returns a function that builds it for one call; it throws ToolError for an attribute that is missing, empty or neither a
 *   string nor a number
 */
export function compileKey(key: Json | undefined): KeyTemplate {
  const names = isJsonObject(key) ? Object.keys(key) : [];
  const template = compileTemplate(key ?? {}, 'key');
  return (scope) =>
    settle([template(scope)], ([made]) => {
      const given = isJsonObject(made) ? made : {};
      for (const name of names) assertKeyValue(name, given[name]);
      return toAttributeMap(given, 'key');
    });
}

function assertKeyValue(name: string, value: unknown): void {
  if (value === undefined)
    throw new ToolError(`The tool needs a value for the key \`${name}\`, but the arguments provide none.`);
  if (value === '') throw new ToolError(`The key \`${name}\` cannot be an empty string.`);
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new ToolError(`The key \`${name}\` must be a string or a number.`);
}
