import type { JsonObject } from '../../../json.ts';
import { EXPRESSION_TEXT } from '../../../text/index.ts';
import { LONGEST_WAIT_MS, SHORTEST_WAIT_MS } from './wait.ts';

/** JSON Schema of `poll`. */
export const pollSchema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  description: 'Waits for work that the response only accepted: requests its state with GET until it is done.',
  properties: {
    url: { ...EXPRESSION_TEXT, description: 'The URL of the state, from `$response`; default: its header `Location`.' },
    until: {
      ...EXPRESSION_TEXT,
      description:
        'Is true for the response that ends the wait, from `$response` and `$args`; default: a status other than 202.',
    },
    failed: { ...EXPRESSION_TEXT, description: 'Is true for a response that ends the wait as an error with its data.' },
    intervalMs: {
      type: 'integer',
      minimum: SHORTEST_WAIT_MS,
      maximum: LONGEST_WAIT_MS,
      default: 1_000,
      description: 'Milliseconds between two requests, unless the response has `Retry-After`.',
    },
    deadlineMs: {
      type: 'integer',
      minimum: 1,
      maximum: 840_000,
      description: 'Milliseconds after which the wait ends with an error; default: `limits.timeoutMs`.',
    },
  },
};
