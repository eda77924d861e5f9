import type { JsonObject } from '../../json.ts';
import { authSchema } from '../upstream/auth/publish.ts';
import { paginationSchema } from './pages/publish.ts';

const scalars = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];
const listOrScalar = { anyOf: [...scalars, { type: 'array', items: { anyOf: scalars } }] };

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
      additionalProperties: listOrScalar,
    },
    headers: { type: 'object', additionalProperties: { anyOf: scalars } },
    body: { description: 'Sent as JSON; texts that are wholly `{% ... %}` are expressions.' },
    form: {
      type: 'object',
      description: 'Sent as an HTML form does (application/x-www-form-urlencoded).',
      additionalProperties: listOrScalar,
    },
    text: { type: 'string', description: 'Sent as it is; one expression may make it.' },
    binary: {
      type: 'string',
      description: 'Base64, or an expression that gives it; sent as the bytes that it stands for.',
    },
    contentType: {
      type: 'string',
      description: 'The type of `text` (default: text/plain) or `binary` (default: application/octet-stream).',
    },
    auth: authSchema,
    stream: {
      enum: ['none', 'ndjson', 'sse', 'text', 'pages'],
      default: 'none',
      description: 'How the answer arrives, so that partial results can leave before its end.',
    },
    row: {
      description:
        'What becomes of one row, from `$row`, `$args` and for server-sent events `$event`; default: the row.',
    },
    pagination: paginationSchema,
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 5,
      default: 2,
      description: 'Further attempts when the connection fails or the upstream is busy.',
    },
    redirects: {
      type: 'array',
      description: 'Hosts, as `host` or `host:port`, that redirects and next links may lead to besides the own origin.',
      items: { type: 'string', pattern: '^[A-Za-z0-9.-]+(:[0-9]{1,5})?$' },
    },
    result: {
      description: 'What the agent gets, from `$response` (status, headers, body) and `$args`; default: the body.',
    },
  },
};
