import type { JsonObject } from '../../json.ts';
import { authSchema } from '../upstream/auth/publish.ts';
import { paginationSchema } from './pages/publish.ts';
import { pollSchema } from './poll/publish.ts';
import { requestKeys } from './request/publish.ts';
import { responseKeys } from './response/publish.ts';
import { streamKeys } from './stream/publish.ts';

/** JSON Schema of `target: { type: http, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'url'],
  properties: {
    type: { const: 'http' },
    ...requestKeys,
    auth: authSchema,
    ...streamKeys,
    pagination: paginationSchema,
    poll: pollSchema,
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 5,
      default: 2,
      description: 'Retries when the connection fails or the upstream is busy.',
    },
    redirects: {
      type: 'array',
      description:
        'Hosts, as `host`, `host:port` or `*.host`, that redirects and next links may lead to besides the own origin.',
      items: { type: 'string', pattern: '^(?:\\*\\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?$' },
    },
    ...responseKeys,
  },
};
