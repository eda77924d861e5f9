import { isJsonObject, type JsonObject } from '../../json.ts';
import { knownMembers, knows } from '../../mcp/index.ts';
import { ToolError } from '../../tool-error.ts';

/**
 * Fits the schema of a form to a revision. spec: 2025-06-18 client/elicitation#requested-schema
 *
 * @throws ToolError for a choice of several values, which forms have since 2025-11-25 only
 */
export function fitForm(schema: JsonObject, revision: string): JsonObject {
  if (knows(revision, 'formField', 'oneOf') || !isJsonObject(schema.properties)) return schema;
  const fields = Object.entries(schema.properties).map(([key, field]) => [
    key,
    isJsonObject(field) ? fitField(key, field, revision) : field,
  ]);
  return { ...schema, properties: Object.fromEntries(fields) };
}

/** A choice with titles is `oneOf` since 2025-11-25, and `enum` with `enumNames` before. A default is only a suggestion. */
function fitField(key: string, field: JsonObject, revision: string): JsonObject {
  if (field.type === 'array') {
    throw new ToolError(
      `The form of the tool lets the user choose several values (${key}), which requires a client of MCP 2025-11-25 or newer.`,
    );
  }
  const known = field.type === 'boolean' ? field : knownMembers(revision, 'formField', field);
  if (!Array.isArray(field.oneOf)) return known;
  const choices: readonly JsonObject[] = field.oneOf.filter(isJsonObject);
  const values = choices.map(({ const: value }) => value ?? null);
  return {
    ...known,
    type: 'string',
    enum: values,
    enumNames: choices.map(({ title }, index) => title ?? values[index] ?? null),
  };
}
