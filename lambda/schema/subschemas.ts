import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** Keywords of draft 2020-12 whose value is a schema. */
export const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set(
  (
    'additionalProperties contains contentSchema else if items not propertyNames then ' +
    'unevaluatedItems unevaluatedProperties'
  ).split(' '),
);
/** Keywords whose value is a list of schemas. */
export const LIST_KEYWORDS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
/** Keywords whose value maps names to schemas. The author chooses the names, so `default` can be one of them. */
export const MAP_KEYWORDS: ReadonlySet<string> = new Set(
  '$defs definitions dependentSchemas patternProperties properties'.split(' '),
);
/** What draft-07 adds: `items` may be a list there. */
const OLD_LIST_KEYWORDS: ReadonlySet<string> = new Set([...LIST_KEYWORDS, 'items']);
const OLD_SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([...SCHEMA_KEYWORDS, 'additionalItems']);
const OLD_MAP_KEYWORDS: ReadonlySet<string> = new Set([...MAP_KEYWORDS, 'dependencies']);

/**
 * Transforms every schema inside a schema, of draft 2020-12 or draft-07, and then the schema itself. Other values stay as they are:
 * `const` and `examples`, and those of keywords that JSON Schema does not define.
 *
 * @param change receives a schema whose inner schemas are transformed already; must not modify it
 */
export function mapSchemas(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const inside = (value: Json | undefined): Json | undefined =>
    isJsonObject(value) ? mapSchemas(value, change) : value;
  const changed = mapValues(schema, (value, keyword) => {
    if (OLD_LIST_KEYWORDS.has(keyword) && Array.isArray(value)) return value.map((item: Json) => inside(item) ?? null);
    if (OLD_MAP_KEYWORDS.has(keyword)) return isJsonObject(value) ? mapValues(value, inside) : value;
    return OLD_SCHEMA_KEYWORDS.has(keyword) ? inside(value) : value;
  });
  return change(changed);
}

/** fromEntries defines own keys, so a property `__proto__` is preserved. */
function mapValues(object: JsonObject, map: (value: Json | undefined, key: string) => Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
