import { isJsonObject, type Json, type JsonObject } from '../../../lambda/json.ts';

/** The keys of an object that a closed schema names, with what each may hold. */
function membersOf(schema: unknown): readonly (readonly [string, unknown])[] {
  if (!isJsonObject(schema)) return [];
  const own = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const others = Array.isArray(schema.oneOf) ? schema.oneOf.flatMap(membersOf) : [];
  // One block, or a list of such blocks.
  const conditional = Array.isArray(schema.allOf) ? schema.allOf.flatMap(membersOf) : [];
  return [...own, ...others, ...conditional, ...membersOf(schema.else)];
}

/** Every key of a target's schema, as the page writes it; `type` of the target itself is no choice. */
export function keysOf(schema: JsonObject): readonly string[] {
  return [...new Set(below(schema, ''))].filter((key) => key !== 'type');
}

function below(schema: unknown, path: string): readonly string[] {
  return membersOf(schema).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const items = isJsonObject(value) && isJsonObject(value.items) ? below(value.items, `${name}[]`) : [];
    return [name, ...below(value, name), ...items];
  });
}

/** The keys of the schema that an example uses. */
export function keysUsed(target: JsonObject, schema: JsonObject): readonly string[] {
  const known = new Set(keysOf(schema));
  return namesIn(target, '').filter((name) => known.has(name));
}

function namesIn(value: Json | undefined, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => namesIn(each, `${path}[]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return [name, ...namesIn(inner, name)];
  });
}
