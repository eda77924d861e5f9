import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** Keywords whose value is data, not a schema. */
const DATA = new Set(['const', 'enum', 'default', 'examples']);
/** Keywords whose value maps names to schemas. The author chooses the names, so `default` can be one of them. */
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'dependencies']);

/**
 * Transforms every schema inside a schema, and then the schema itself.
 *
 * @param change receives a schema whose inner schemas are transformed already; must not modify it
 */
export function mapSchemas(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const inside = (value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return value.map((item: Json) => (isJsonObject(item) ? mapSchemas(item, change) : item));
    return isJsonObject(value) ? mapSchemas(value, change) : value;
  };
  const changed = mapValues(schema, (value, keyword) => {
    if (DATA.has(keyword)) return value;
    return MAPS.has(keyword) && isJsonObject(value) ? mapValues(value, inside) : inside(value);
  });
  return change(changed);
}

/** fromEntries defines own keys, so a property `__proto__` is preserved. */
function mapValues(object: JsonObject, map: (value: Json | undefined, key: string) => Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
