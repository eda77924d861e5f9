import type { JsonObject } from '../../json.ts';

/** Names that the catalogue takes. */
const SERVER = { type: 'string', pattern: '^[a-z0-9-]{1,64}$' } as const;
const TITLE = { type: 'string', minLength: 1, maxLength: 256 } as const;
const PROSE = { type: 'string', minLength: 1, maxLength: 16_384, pattern: '\\S' } as const;

/** What `kind: Server` may say; every key that is not named here is refused. */
export const SERVER_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'server'],
  properties: {
    kind: { const: 'Server' },
    server: SERVER,
    title: TITLE,
    version: { type: 'string', minLength: 1, maxLength: 64 },
    description: PROSE,
    instructions: { type: 'string', minLength: 1, maxLength: 65_536 },
    // A host without a port stands for every port of it.
    hosts: {
      type: 'array',
      maxItems: 50,
      uniqueItems: true,
      items: { type: 'string', pattern: '^(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?$' },
    },
  },
};

/** spec: schema ToolAnnotations */
const ANNOTATIONS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    title: TITLE,
    readOnlyHint: { type: 'boolean' },
    destructiveHint: { type: 'boolean' },
    idempotentHint: { type: 'boolean' },
    openWorldHint: { type: 'boolean' },
  },
} as const;

/** What `kind: Tool` may say; the `target` block is the target type's own. */
export const TOOL_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'server', 'name', 'description', 'input', 'target'],
  properties: {
    kind: { const: 'Tool' },
    server: SERVER,
    name: { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,128}$' },
    title: TITLE,
    description: PROSE,
    input: { type: 'object' },
    output: { type: 'object' },
    annotations: ANNOTATIONS,
    // The characters of an OAuth scope, RFC 6749 section 3.3.
    scopes: {
      type: 'array',
      minItems: 1,
      maxItems: 32,
      uniqueItems: true,
      items: { type: 'string', maxLength: 128, pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$' },
    },
    limits: {
      type: 'object',
      additionalProperties: false,
      properties: {
        timeoutMs: { type: 'integer', minimum: 1, maximum: 840_000 },
        resultBytes: { type: 'integer', minimum: 1, maximum: 6_000_000 },
      },
    },
    _meta: { type: 'object' },
    target: { type: 'object', required: ['type'], properties: { type: { type: 'string' } } },
  },
};
