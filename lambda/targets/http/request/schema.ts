import type { JsonObject } from '../../../json.ts';

const scalars = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];
const listOrScalar = { anyOf: [...scalars, { type: 'array', items: { anyOf: scalars } }] };

export const BODY_METHODS: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** JSON Schemas of the keys that make the request. */
export const requestKeys: JsonObject = {
  method: { enum: ['GET', 'HEAD', ...BODY_METHODS], default: 'GET' },
  url: {
    type: 'string',
    description: 'An http or https URL; `{name}` in its path is replaced by an argument, percent-encoded.',
  },
  query: {
    type: 'object',
    description: 'Added to the query of `url`; an array repeats its key, and a value that is not found is omitted.',
    additionalProperties: listOrScalar,
  },
  headers: { type: 'object', additionalProperties: { anyOf: scalars } },
  body: { description: 'Sent as JSON; a text of the form `{% ... %}` is an expression.' },
  form: {
    type: 'object',
    description: 'Sent in the encoding of HTML forms (application/x-www-form-urlencoded).',
    additionalProperties: listOrScalar,
  },
  text: { type: 'string', description: 'Sent as plain text; can be one expression.' },
  binary: {
    type: 'string',
    description: 'Base64, or an expression that produces it; sent as the decoded bytes.',
  },
  contentType: {
    type: 'string',
    description: 'The media type of `text` (default: text/plain) or `binary` (default: application/octet-stream).',
  },
};
