import type { JsonObject } from '../../json.ts';
import { authSchema } from '../upstream/auth/publish.ts';
import { paginationSchema } from './pages/publish.ts';

const scalars = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];
const listOrScalar = { anyOf: [...scalars, { type: 'array', items: { anyOf: scalars } }] };

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
    auth: authSchema,
    stream: {
      enum: ['none', 'ndjson', 'sse', 'text', 'pages'],
      default: 'none',
      description: 'How the response arrives, so that partial results can be sent before its end.',
    },
    row: {
      description: 'Maps one row, from `$row`, `$args` and for server-sent events `$event`; default: the row.',
    },
    pagination: paginationSchema,
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 5,
      default: 2,
      description: 'Retries when the connection fails or the upstream is busy.',
    },
    redirects: {
      type: 'array',
      description: 'Hosts, as `host` or `host:port`, that redirects and next links may lead to besides the own origin.',
      items: { type: 'string', pattern: '^[A-Za-z0-9.-]+(:[0-9]{1,5})?$' },
    },
    result: {
      description: 'The result, from `$response` (status, headers, body) and `$args`; default: the body.',
    },
  },
};
