import type { JsonObject } from '../../../json.ts';

const value = { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] };
const VARIABLE = '^[A-Za-z_][A-Za-z0-9_-]{0,63}$';

/** JSON Schema of a Server document's `variables`. OpenAPI 3.1 section 4.8.6 "Server Variable Object" */
export const variablesSchema: JsonObject = {
  type: 'object',
  maxProperties: 50,
  propertyNames: { pattern: VARIABLE },
  additionalProperties: {
    anyOf: [
      ...value.anyOf,
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          default: value,
          enum: { type: 'array', minItems: 1, uniqueItems: true, items: value },
          description: { type: 'string', minLength: 1, maxLength: 1024 },
        },
      },
    ],
  },
};

/** JSON Schema of a Server document's `defaults`. What they become in a document is checked there. */
export const defaultsSchema = (limits: JsonObject): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  properties: {
    url: { type: 'string', minLength: 1 },
    headers: { type: 'object' },
    query: { type: 'object' },
    auth: { anyOf: [{ type: 'object' }, { type: 'array', minItems: 1 }] },
    role: { type: 'string', minLength: 1 },
    region: { type: 'string', minLength: 1 },
    limits,
    coerce: { type: 'boolean' },
  },
});
