import type { JsonObject } from '../../json.ts';

const text = { type: 'string' };
const uri = { type: 'string', minLength: 1 };
const mimeType = { type: 'string', pattern: '^[^\\s/]+/[^\\s/]+$' };
const passedThrough = { annotations: { type: 'object' }, _meta: { type: 'object' } };

/** A content block of one kind: its own keys, and those that every block may have. */
function block(kind: string, required: readonly string[], properties: JsonObject): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['type', ...required],
    properties: { type: { const: kind }, ...properties, ...passedThrough },
  };
}

const resource = {
  type: 'object',
  additionalProperties: false,
  required: ['uri'],
  properties: { uri, mimeType, text, blob: text, _meta: { type: 'object' } },
};

/** JSON Schema of one content block, whichever kind it is. spec: server/tools#tool-result */
export const contentBlock: JsonObject = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string' } },
  discriminator: { propertyName: 'type' },
  oneOf: [
    block('text', ['text'], { text }),
    block('image', ['data', 'mimeType'], { data: text, mimeType }),
    block('audio', ['data', 'mimeType'], { data: text, mimeType }),
    block('resource', ['resource'], { resource }),
    block('resource_link', ['uri', 'name'], {
      uri,
      name: { type: 'string', minLength: 1 },
      title: text,
      description: text,
      mimeType,
      size: { type: 'integer', minimum: 0 },
    }),
  ],
};

/** JSON Schema of `target: { type: static, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { const: 'static' },
    content: {
      type: 'array',
      description: 'The blocks of the result, in order.',
      items: contentBlock,
    },
    text: { type: 'string', description: 'Short for one text block.' },
    json: { description: 'Short for `structuredContent` of this value and a text block of its JSON.' },
    structuredContent: { description: 'Any JSON value; satisfies the `output` of the tool.' },
    isError: { const: true, description: 'The result says that the tool failed.' },
  },
};
