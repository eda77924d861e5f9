import type { JsonObject } from '../../json.ts';
import { keysOfHttp, objectOrExpression, PAGE_KEYS, ROW_KEYS } from '../http/publish.ts';

const NAME = '[_A-Za-z][_0-9A-Za-z]*';

/** JSON Schema of `target: { type: graphql, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'url', 'query'],
  properties: {
    type: { const: 'graphql' },
    ...keysOfHttp('url', 'headers', 'auth', 'retries', 'redirects', 'ok', 'error', 'content', 'isError'),
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
    variables: objectOrExpression(
      'Values of the variables, from `$args` and `$caller`; default: the arguments of the same names.',
    ),
    result: {
      description: 'The result, from `$response` (status, headers, body) and `$args`; default: `$response.body.data`.',
    },
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
        ...PAGE_KEYS,
      },
    },
    ...ROW_KEYS,
  },
};
