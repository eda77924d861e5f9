import type { JsonObject } from '../../json.ts';
import { EXPRESSION, keyOfHttp, ROW_KEYS } from '../http/publish.ts';

const NAME = '[_A-Za-z][_0-9A-Za-z]*';

/** JSON Schema of `target: { type: graphql, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'url', 'query'],
  properties: {
    type: { const: 'graphql' },
    url: keyOfHttp('url'),
    query: {
      type: 'string',
      minLength: 1,
      description: 'A GraphQL document: a query or a mutation, and its fragments. It is fixed; values are variables.',
    },
    operationName: {
      type: 'string',
      pattern: `^${NAME}$`,
      description: 'The operation to run, if `query` has several.',
    },
    variables: {
      description: 'Values of the variables, from `$args` and `$caller`; default: the arguments of the same names.',
      anyOf: [{ type: 'object' }, { type: 'string', pattern: EXPRESSION }],
    },
    headers: keyOfHttp('headers'),
    auth: keyOfHttp('auth'),
    retries: keyOfHttp('retries'),
    redirects: keyOfHttp('redirects'),
    result: {
      description: 'The result, from `$response` (status, headers, body) and `$args`; default: `$response.body.data`.',
    },
    ok: keyOfHttp('ok'),
    error: keyOfHttp('error'),
    content: keyOfHttp('content'),
    isError: keyOfHttp('isError'),
    pagination: {
      type: 'object',
      additionalProperties: false,
      required: ['connection'],
      description: 'Reads the pages of a connection; the rows are its nodes.',
      properties: {
        connection: {
          type: 'string',
          pattern: `^${NAME}(?:\\.${NAME})*$`,
          description: 'The connection in `data`: names of fields, or their aliases, with dots.',
        },
        param: {
          type: 'string',
          pattern: `^${NAME}$`,
          default: 'after',
          description: 'The variable that takes the cursor of the next page.',
        },
        maxPages: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
        resume: {
          type: 'string',
          pattern: EXPRESSION,
          description: 'The page to begin with: a value that an earlier result gave as `$response.next`, from `$args`.',
        },
      },
    },
    ...ROW_KEYS,
  },
};
