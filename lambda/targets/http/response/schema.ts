import type { JsonObject } from '../../../json.ts';

/** JSON Schemas of the keys that make the result of a response. */
export const responseKeys: JsonObject = {
  answer: {
    enum: ['json', 'text', 'binary'],
    description: 'What the body is, where its content type is wrong or missing.',
  },
  error: {
    description: 'The message for a status that is not an answer, from `$response` and `$args`; default: its body.',
  },
  result: {
    description: 'The result, from `$response` (status, headers, body) and `$args`; default: the body.',
  },
};
