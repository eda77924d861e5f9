import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * The `default`s of a schema's own properties: each name, and after it its value. A list, since a call of a tool among thousands
 * finds little of that tool in the processor's caches (`bench/catalogue`).
 */
export type Defaults = readonly Json[];

const NONE: Defaults = [];

/** Finds the defaults of a schema's own properties. */
export function defaultsOf({ properties }: JsonObject): Defaults {
  const defaults: Json[] = [];
  for (const [name, property] of Object.entries(isJsonObject(properties) ? properties : {})) {
    if (isJsonObject(property) && property.default !== undefined) defaults.push(name, property.default);
  }
  return defaults.length === 0 ? NONE : defaults;
}

/**
 * Fills in the defaults of absent arguments.
 *
 * @returns the same object where nothing is missing
 */
export function withDefaults(args: JsonObject, defaults: Defaults): JsonObject {
  let filled: Record<string, Json | undefined> | undefined;
  for (let at = 0; at < defaults.length; at += 2) {
    const name = defaults[at] as string;
    if (Object.hasOwn(args, name)) continue;
    filled ??= { ...args };
    filled[name] = defaults[at + 1];
  }
  return filled ?? args;
}
