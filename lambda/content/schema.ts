import type { JsonObject } from '../json.ts';
import { EXPRESSION_TEXT } from '../text/index.ts';

const text = { type: 'string' };
const uri = { type: 'string', minLength: 1 };
export const MIME_TYPE = {
  type: 'string',
  maxLength: 256,
  pattern: '^[^\\s/;]+/[^\\s/;]+(?:; ?[^\\s;=]+=[^\\s;]+)*$',
} as const;

/** spec: schema Annotations */
export const ANNOTATIONS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    audience: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: ['user', 'assistant'] } },
    priority: { type: 'number', minimum: 0, maximum: 1 },
    lastModified: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2}))?$',
    },
  },
} as const;

/**
 * spec: schema Icon
 *
 * @param srcChars the length limit of a URL, which may be a `data:` URI with the image itself
 */
export function icons(srcChars: number) {
  return {
    type: 'array',
    minItems: 1,
    maxItems: 8,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['src'],
      properties: {
        src: {
          type: 'string',
          maxLength: srcChars,
          pattern: '^(?:https://[^\\s"<>]+|data:image/[A-Za-z0-9.+-]+;base64,[A-Za-z0-9+/]+={0,2})$',
        },
        mimeType: MIME_TYPE,
        sizes: {
          type: 'array',
          minItems: 1,
          maxItems: 16,
          uniqueItems: true,
          items: { type: 'string', pattern: '^(?:[0-9]{1,5}x[0-9]{1,5}|any)$' },
        },
        theme: { enum: ['light', 'dark'] },
      },
    },
  } as const;
}

/** The media type of a block, or an expression that finds it. */
const blockMimeType = {
  type: 'string',
  pattern: `${EXPRESSION_TEXT.pattern}|^(?=.{0,${MIME_TYPE.maxLength}}$)${MIME_TYPE.pattern.slice(1)}`,
} as const;

const shared = { annotations: ANNOTATIONS, _meta: { type: 'object' } };

/** The schema of one type of content block: its own keys, and the keys of all types. */
function block(kind: string, required: readonly string[], properties: JsonObject): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['type', ...required],
    properties: { type: { const: kind }, ...properties, ...shared },
  };
}

const resource = {
  type: 'object',
  additionalProperties: false,
  required: ['uri'],
  properties: { uri, mimeType: blockMimeType, text, blob: text, _meta: { type: 'object' } },
};

/** JSON Schema of a content block of any type. spec: server/tools#tool-result */
export const contentBlock: JsonObject = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string' } },
  discriminator: { propertyName: 'type' },
  oneOf: [
    block('text', ['text'], { text }),
    block('image', ['data', 'mimeType'], { data: text, mimeType: blockMimeType }),
    block('audio', ['data', 'mimeType'], { data: text, mimeType: blockMimeType }),
    block('resource', ['resource'], { resource }),
    block('resource_link', ['uri', 'name'], {
      uri,
      name: { type: 'string', minLength: 1 },
      title: text,
      description: text,
      mimeType: blockMimeType,
      size: { anyOf: [{ type: 'integer', minimum: 0 }, EXPRESSION_TEXT] },
      icons: icons(32_768),
    }),
  ],
};
