import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { markMember, roundedSource } from '../text/index.ts';

/**
 * Makes lists where a schema says list: of one value a list of it, of none an empty list. JSONata gives one value of a list of one,
 * and nothing for an empty one.
 */
export type Listing = (value: unknown) => unknown;

/**
 * Makes the listing of a schema. It follows `properties`, `additionalProperties`, `items`, `allOf`, references within the
 * schema, and `anyOf` and `oneOf` of one schema and null.
 *
 * @returns `undefined` for a schema that says list nowhere
 */
export function createListing(schema: JsonObject): Listing | undefined {
  return JSON.stringify(schema).includes('"array"') ? (value) => listed(value, schema, schema) : undefined;
}

function listed(value: unknown, given: Json | undefined, root: JsonObject): unknown {
  const schema = resolved(given, root);
  if (schema === undefined) return value;
  return partsOf(schema, value, root).reduce((found: unknown, part) => listedBy(found, part, root), value);
}

/** A schema, the schemas of its `allOf`, and the only one of `anyOf` or `oneOf` beside null, as code that makes schemas writes it. */
function partsOf(schema: JsonObject, value: unknown, root: JsonObject): readonly JsonObject[] {
  const { allOf, anyOf, oneOf } = schema;
  const choices = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? [alternatives(list, value)] : []));
  const all: readonly Json[] = Array.isArray(allOf) ? allOf : [];
  const parts = [...all, ...choices.flatMap((others) => (others.length === 1 ? others : []))];
  return [schema, ...parts.map((part) => resolved(part, root)).filter((part) => part !== undefined)];
}

/** The alternatives that a value other than null can satisfy. */
function alternatives(list: readonly Json[], value: unknown): readonly Json[] {
  const others = list.filter((one) => !isJsonObject(one) || one.type !== 'null');
  return value === null && others.length < list.length ? [] : others;
}

function listedBy(value: unknown, schema: JsonObject, root: JsonObject): unknown {
  if (isOfLists(schema)) return listOf(value, schema, root);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return listedMembers(value, schema, root);
}

function isOfLists({ type }: JsonObject): boolean {
  return Array.isArray(type) ? type.every((one) => one === 'array' || one === 'null') : type === 'array';
}

function listOf(value: unknown, schema: JsonObject, root: JsonObject): unknown {
  if (value === undefined) return [];
  if (value === null) return Array.isArray(schema.type) && schema.type.includes('null') ? null : [];
  const list = Array.isArray(value) ? value : [value];
  const items = list.map((item) => listed(item, schema.items, root));
  if (list === value && items.every((item, index) => item === list[index])) return value;
  return marked(items, list === value ? value : undefined);
}

function listedMembers(object: object, schema: JsonObject, root: JsonObject): object {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const members = new Map<string, unknown>(Object.entries(object));
  const changed = new Map<string, unknown>();
  for (const key of new Set([...Object.keys(properties), ...members.keys()])) {
    const before = members.get(key);
    const after = listed(before, Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties, root);
    if (after !== before) changed.set(key, after);
  }
  if (changed.size === 0) return object;
  const copy = Object.fromEntries([...members, ...changed]);
  return marked(copy, object);
}

/** Marks the numbers that a double rounds in a copy, so that they are written as they came. */
function marked<T extends object>(copy: T, original: object | undefined): T {
  for (const [key, value] of Object.entries(copy)) markMember(copy, key, value, roundedSource(original, key) ?? '');
  return copy;
}

/** A schema behind its reference, if that is a plain one within the schema. */
function resolved(schema: Json | undefined, root: JsonObject): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { $ref } = schema;
  if ($ref === undefined) return schema;
  const [, keyword, name] = /^#\/(\$defs|definitions)\/([^/%~]+)$/.exec(String($ref)) ?? [];
  const definitions = keyword === undefined ? undefined : root[keyword];
  const target = isJsonObject(definitions) && name !== undefined ? definitions[name] : undefined;
  return isJsonObject(target) && target.$ref === undefined ? target : undefined;
}
