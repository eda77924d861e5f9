import { compileTemplate, type Scope, settle } from '../../../expression/index.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { toAttributeMap, type WireItem } from '../attributes.ts';

/** Makes the key of one call. */
export type KeyTemplate = (scope: Scope) => WireItem | Promise<WireItem>;

/**
 * Compiles the `key` of a block.
 *
 * @returns what makes it for one call; throws ToolError for an attribute that is missing, empty or of a type that no key has
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
    throw new ToolError(`The tool needs a value for the key \`${name}\`, and the arguments give none.`);
  if (value === '') throw new ToolError(`The key \`${name}\` cannot be an empty text.`);
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new ToolError(`The key \`${name}\` must be a text or a number.`);
}
