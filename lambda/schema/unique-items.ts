import type { JsonObject } from '../json.ts';
import { mapSchemas } from './subschemas.ts';

/** Items of a list that are compared with each other: the validator compares all pairs, a list of 150,000 for minutes. */
const PAIRWISE_ITEMS = 2_000;

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
  return JSON.stringify(schema).includes('"uniqueItems"') ? mapSchemas(schema, boundOne) : schema;
}

function boundOne(schema: JsonObject): JsonObject {
  if (schema.uniqueItems !== true) return schema;
  const { uniqueItems: _, allOf, ...rest } = schema;
  return { ...rest, allOf: [...(Array.isArray(allOf) ? allOf : []), FEW_AND_UNIQUE] };
}
