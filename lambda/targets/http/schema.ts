import type { JsonObject } from '../../json.ts';

const scalars = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];

/** Methods that may carry a body. */
export const BODY_METHODS: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** JSON Schema of `target: { type: http, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'url'],
  properties: {
    type: { const: 'http' },
    method: { enum: ['GET', 'HEAD', ...BODY_METHODS], default: 'GET' },
    url: {
      type: 'string',
      description: 'http or https; `{name}` in the path stands for an argument, percent-encoded.',
    },
    query: {
      type: 'object',
      description: 'Added to the query of `url`; an array repeats its key, a value that is not found is left out.',
      additionalProperties: { anyOf: [...scalars, { type: 'array', items: { anyOf: scalars } }] },
    },
    headers: { type: 'object', additionalProperties: { anyOf: scalars } },
    body: { description: 'Sent as JSON; texts that are wholly `{% ... %}` are expressions.' },
    result: {
      description: 'What the agent gets, from `$response` (status, headers, body) and `$args`; default: the body.',
    },
  },
};
