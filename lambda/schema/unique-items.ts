import type { JsonObject } from '../json.ts';
import { mapSchemas } from './subschemas.ts';

/** The limit for lists whose items must differ: the validator compares all pairs, which takes minutes for 150,000 items. */
const PAIRWISE_ITEMS = 2_000;

/** The validator evaluates every keyword of a schema, so only a condition keeps it from comparing the items of a longer list. */
const FEW_AND_UNIQUE: JsonObject = {
  if: { maxItems: PAIRWISE_ITEMS },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { uniqueItems: true },
  else: { maxItems: PAIRWISE_ITEMS },
};

/**
 * Limits every list of a schema whose items must differ.
 *
 * @returns the same schema if it has no such list
 */
export function boundUniqueItems(schema: JsonObject): JsonObject {
  return JSON.stringify(schema).includes('"uniqueItems"') ? mapSchemas(schema, boundOne) : schema;
}

function boundOne(schema: JsonObject): JsonObject {
  if (schema.uniqueItems !== true) return schema;
  const { uniqueItems: _, allOf, ...rest } = schema;
  return { ...rest, allOf: [...(Array.isArray(allOf) ? allOf : []), FEW_AND_UNIQUE] };
}
