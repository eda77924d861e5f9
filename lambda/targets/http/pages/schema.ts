import type { JsonObject } from '../../../json.ts';

/** JSON Schema of `pagination`. Which keys go with which type is for the check. */
export const paginationSchema: JsonObject = {
  type: 'object',
  description: 'How an answer that comes in pages is read whole; its body is the array of all items then.',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { enum: ['link', 'cursor', 'page'] },
    items: { description: 'The items of a page, from `$response`; default: its body.' },
    maxPages: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
    cursor: {
      type: 'string',
      description: 'cursor: finds the cursor to the next page in `$response`; nothing ends it.',
    },
    param: {
      type: 'string',
      minLength: 1,
      description: 'The parameter that names the page; default: `cursor` or `page`, as the type.',
    },
    in: {
      enum: ['query', 'body'],
      default: 'query',
      description: 'Where the parameter goes; `body` is a JSON object.',
    },
    start: { type: 'integer', minimum: 0, default: 1, description: 'page: the number of the first page.' },
    until: {
      type: 'string',
      default: 'empty',
      description: 'page: `empty`, or an expression over `$response` that is true for the last page.',
    },
  },
};
