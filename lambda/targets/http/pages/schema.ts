import type { JsonObject } from '../../../json.ts';

/** JSON Schema of `pagination`. The check covers which keys each type takes. */
export const paginationSchema: JsonObject = {
  type: 'object',
  description: 'Reads a paginated response as a whole; its body is then the array of all items.',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { enum: ['link', 'cursor', 'page'] },
    items: { description: 'The items of a page, from `$response`; default: its body.' },
    maxPages: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
    cursor: {
      type: 'string',
      description: 'cursor: finds the cursor to the next page in `$response`; no value ends the pages.',
    },
    param: {
      type: 'string',
      minLength: 1,
      description: 'The parameter that selects the page; default: `cursor` or `page`, depending on the type.',
    },
    in: {
      enum: ['query', 'body'],
      default: 'query',
      description: 'The place of the parameter; with `body`, the request body is a JSON object.',
    },
    start: { type: 'integer', minimum: 0, default: 1, description: 'page: the number of the first page.' },
    until: {
      type: 'string',
      default: 'empty',
      description: 'page: `empty`, or an expression over `$response` that is true for the last page.',
    },
  },
};
