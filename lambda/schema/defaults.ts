import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * Returns a function that fills in the `default`s of a schema's own properties where an argument is absent.
 *
 * @returns the same object where nothing is missing
 */
export function createDefaults(schema: JsonObject): (args: JsonObject) => JsonObject {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const defaults: [string, Json][] = [];
  for (const [name, property] of Object.entries(properties)) {
    if (isJsonObject(property) && property.default !== undefined) defaults.push([name, property.default]);
  }
  if (defaults.length === 0) return (args) => args;
  return (args) => {
    let filled: Record<string, Json | undefined> | undefined;
    for (const [name, value] of defaults) {
      if (Object.hasOwn(args, name)) continue;
      filled ??= { ...args };
      filled[name] = value;
    }
    return filled ?? args;
  };
}
