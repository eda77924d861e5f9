import { contentBlock } from '../../../content/publish.ts';
import type { JsonObject } from '../../../json.ts';
import { EXPRESSION_TEXT } from '../../../text/index.ts';

/** JSON Schemas of the keys that make the result of a response. */
export const responseKeys: JsonObject = {
  ok: {
    type: 'array',
    minItems: 1,
    maxItems: 32,
    uniqueItems: true,
    items: {
      anyOf: [
        { type: 'integer', minimum: 200, maximum: 599 },
        { type: 'string', pattern: '^[2-5](?:xx|XX|[0-9]{2})$' },
      ],
    },
    default: ['2xx'],
    description: 'Statuses that are answers; a redirect among them is not followed.',
  },
  answer: {
    enum: ['json', 'text', 'xml', 'csv', 'binary'],
    description: 'What the body is, where its content type is wrong or missing.',
  },
  error: {
    description: 'The message for a status that is not an answer, from `$response` and `$args`; default: its body.',
  },
  result: {
    description: 'The result, from `$response` (status, headers, body) and `$args`; default: the body.',
  },
  content: {
    description: 'The content blocks of the result, from `$response` and `$args`; default: one text.',
    anyOf: [{ type: 'array', minItems: 1, maxItems: 64, items: contentBlock }, EXPRESSION_TEXT],
  },
  isError: {
    ...EXPRESSION_TEXT,
    description: 'Whether an answer is an error that carries data, from `$response` and `$args`.',
  },
};
