import type { JsonObject } from '../../../json.ts';
import { EXPRESSION_TEXT } from '../../../text/index.ts';

/** An object of values, or one expression that makes it; null removes what the tool's request has. */
const values = (description: string): JsonObject => ({
  description,
  allOf: [
    { if: { type: 'string' }, else: { type: 'object', minProperties: 1 } },
    { if: { not: { type: 'string' } }, else: EXPRESSION_TEXT },
  ],
});

/** The keys that every way from page to page has, also those of layers on `http`. */
export const PAGE_KEYS: JsonObject = {
  maxPages: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
  resume: {
    ...EXPRESSION_TEXT,
    description: 'The page to begin with: a value that an earlier result gave as `$response.next`, from `$args`.',
  },
};

const block: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { enum: ['link', 'cursor', 'page', 'next'] },
    items: { ...EXPRESSION_TEXT, description: 'The items of a page, from `$response`; default: its body.' },
    ...PAGE_KEYS,
    link: {
      ...EXPRESSION_TEXT,
      description: 'link: finds the URL of the next page in `$response`; default: the header `Link`.',
    },
    cursor: {
      ...EXPRESSION_TEXT,
      description: 'cursor: finds the cursor to the next page in `$response`; no value ends the pages.',
    },
    param: {
      type: 'string',
      minLength: 1,
      description:
        'The parameter that selects the page; default: `cursor` or `page`, depending on the type. In a body, a dot leads into an object.',
    },
    in: {
      enum: ['query', 'header', 'form', 'body'],
      default: 'query',
      description: 'The place of the parameter; with `body`, the request body is a JSON object.',
    },
    start: { type: 'integer', minimum: 0, default: 1, description: 'page: the number of the first page.' },
    step: {
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: 1,
      description: 'page: what is added for the next page; for an offset, the number of items of a page.',
    },
    until: {
      type: 'string',
      default: 'empty',
      description: 'page: `empty`, or an expression over `$response` that is true for the last page.',
    },
    next: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      description:
        'next: what the request of the next page has, from `$response` and `$args`; no value ends the pages.',
      properties: {
        query: values('Parameters of the query.'),
        headers: values('Headers.'),
        form: values('Fields of `form`.'),
        body: values('Members of `body`; an object is merged into the object at its place.'),
        url: { ...EXPRESSION_TEXT, description: 'The URL of the next page.' },
      },
    },
  },
};

/** JSON Schema of `pagination`: a block, or the type that needs none. The check covers which keys each type takes. */
export const paginationSchema: JsonObject = {
  description: 'Reads a paginated response as a whole; its body is then the array of all items.',
  // Two conditions, each with its `else`: faults then belong to the one form that the author wrote.
  allOf: [
    { if: { type: 'string' }, else: block },
    { if: { not: { type: 'string' } }, else: { const: 'link' } },
  ],
};
