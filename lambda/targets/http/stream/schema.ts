import type { JsonObject } from '../../../json.ts';

/** JSON Schemas of the keys that make rows of a response. */
export const streamKeys: JsonObject = {
  stream: {
    enum: ['none', 'ndjson', 'sse', 'text', 'pages'],
    default: 'none',
    description: 'How the response arrives, so that partial results can be sent before its end.',
  },
  row: {
    description: 'Maps one row, from `$row`, `$args` and for server-sent events `$event`; default: the row.',
  },
};
