import type { JsonObject } from '../../../json.ts';
import { EXPRESSION_TEXT } from '../../../text/index.ts';
import { MOST_ROWS } from '../rows/index.ts';

/** JSON Schemas of the keys that make rows of a response. */
export const streamKeys: JsonObject = {
  stream: {
    enum: ['none', 'ndjson', 'json', 'sse', 'text', 'pages'],
    default: 'none',
    description: 'How the response arrives, so that partial results can be sent before its end.',
  },
  row: {
    description: 'Maps one row, from `$row`, `$args` and for server-sent events `$event`; default: the row.',
  },
  maxRows: {
    description: 'How many rows end the call; a number, or an expression over `$args`.',
    anyOf: [{ type: 'integer', minimum: 1, maximum: MOST_ROWS }, EXPRESSION_TEXT],
  },
  until: {
    ...EXPRESSION_TEXT,
    description: 'Is true for the last row that the call needs, from `$row`, `$args` and `$event`.',
  },
};
