import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** Items of a list that are compared with each other: the validator compares all pairs, a list of 150,000 for minutes. */
const PAIRWISE_ITEMS = 2_000;
/** Keywords whose value is data, not a schema. */
const DATA = new Set(['const', 'enum', 'default', 'examples']);
/** Keywords whose value holds schemas by names that are the author's. */
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);

/** The validator looks at every keyword of a schema, so that it compares nothing of a longer list has to be said as a condition. */
const FEW_AND_UNIQUE: JsonObject = {
  if: { maxItems: PAIRWISE_ITEMS },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { uniqueItems: true },
  else: { maxItems: PAIRWISE_ITEMS },
};

/**
 * Bounds every list of a schema whose items must differ.
 *
 * @returns the same schema where there is none
 */
export function boundUniqueItems(schema: JsonObject): JsonObject {
  return JSON.stringify(schema).includes('"uniqueItems"') ? boundSchema(schema) : schema;
}

function boundSchema(schema: JsonObject): JsonObject {
  const bounded = mapValues(schema, (value, keyword) => {
    if (DATA.has(keyword)) return value;
    return MAPS.has(keyword) && isJsonObject(value) ? mapValues(value, bound) : bound(value);
  });
  if (schema.uniqueItems !== true) return bounded;
  const { uniqueItems: _, allOf, ...rest } = bounded;
  return { ...rest, allOf: [...(Array.isArray(allOf) ? allOf : []), FEW_AND_UNIQUE] };
}

function bound(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => (isJsonObject(item) ? boundSchema(item) : item));
  return isJsonObject(value) ? boundSchema(value) : value;
}

/** fromEntries defines own keys, so a property `__proto__` stays one. */
function mapValues(object: JsonObject, map: (value: Json | undefined, key: string) => Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
