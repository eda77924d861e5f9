import { contentBlock } from '../../content/publish.ts';
import type { JsonObject } from '../../json.ts';

/** JSON Schema of `target: { type: static, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { const: 'static' },
    content: {
      type: 'array',
      description: 'The blocks of the result, in order; their texts can be expressions.',
      items: contentBlock,
    },
    text: { type: 'string', description: 'Shorthand for one text block; can be one expression.' },
    json: { description: 'Shorthand for `structuredContent` with this value and a text block with its JSON.' },
    structuredContent: { description: 'Any JSON value; satisfies the `output` of the tool.' },
    isError: { const: true, description: 'Marks the result as a failure of the tool.' },
  },
};
