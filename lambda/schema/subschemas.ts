import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** Keywords whose value is data, not a schema. */
const DATA = new Set(['const', 'enum', 'default', 'examples']);
/** Keywords whose value holds schemas by names that are the author's: one may be called `default`, and is a schema all the same. */
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);

/**
 * Changes every schema inside a schema, and then the schema itself.
 *
 * @param change gets a schema whose inner ones are changed already; writes into nothing
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

/** fromEntries defines own keys, so a property `__proto__` stays one. */
function mapValues(object: JsonObject, map: (value: Json | undefined, key: string) => Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
