import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { mapSchemas } from '../../../schema/index.ts';

/**
 * Writes a schema as lists send it: properties are objects. Revisions before 2026-07-28 allow no boolean there, and strict clients
 * refuse the whole list for one. JSON Schema 2020-12 core, section 4.3.2: `{}` and `{ "not": {} }` mean the same.
 */
export function listedSchema(schema: JsonObject): JsonObject {
  return mapSchemas(schema, (inner) =>
    isJsonObject(inner.properties) && Object.values(inner.properties).some(isBoolean)
      ? { ...inner, properties: withoutBooleans(inner.properties) }
      : inner,
  );
}

function withoutBooleans(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, isBoolean(value) ? (value ? {} : { not: {} }) : value]),
  );
}

const isBoolean = (value: Json | undefined) => typeof value === 'boolean';
