import type { JsonObject } from '../../../json.ts';

/** JSON Schemas of the keys that make the result of a response. */
export const responseKeys: JsonObject = {
  result: {
    description: 'The result, from `$response` (status, headers, body) and `$args`; default: the body.',
  },
};
