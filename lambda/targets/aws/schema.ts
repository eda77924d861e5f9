import type { JsonObject } from '../../json.ts';
import { keysOfHttp, objectOrExpression, PAGE_KEYS, ROW_KEYS } from '../http/publish.ts';

const pages: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    items: { description: "The items of a page, from `$response`; default: those that AWS's model of the API names." },
    ...PAGE_KEYS,
  },
};

/** JSON Schema of `target: { type: aws, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'service', 'role'],
  properties: {
    type: { const: 'aws' },
    service: {
      type: 'string',
      minLength: 1,
      description: 'A service, by the name that the command line, an SDK or Step Functions has for it: `sqs`, `sfn`.',
    },
    action: { type: 'string', minLength: 1, description: 'An action of the API, as its reference writes it.' },
    parameters: objectOrExpression('The parameters of the action, from `$args` and `$caller`.'),
    sql: {
      type: 'string',
      minLength: 1,
      maxLength: 100_000,
      description:
        'athena, rds-data, redshift-data: a statement, in place of `action`. It is fixed; values are placeholders.',
    },
    values: {
      type: 'object',
      description:
        'Values of the placeholders of `sql`, from `$args` and `$caller`; default: the arguments of the same names.',
    },
    role: {
      type: 'string',
      minLength: 1,
      description: "A role under the stage's `awsRoles`, which signs the request.",
    },
    region: {
      type: 'string',
      pattern: '^[a-z]{2,8}(?:-[a-z]+)+-[0-9]{1,2}$',
      description: "The Region; default: the stage's.",
    },
    url: {
      type: 'string',
      description: "The endpoint, in place of AWS's own: an interface endpoint, or an emulator.",
    },
    ...keysOfHttp('retries', 'answer', 'error', 'result', 'content', 'isError'),
    pagination: {
      description: "Reads all pages, which follow each other as AWS's model of the API says; true, or a block.",
      // Two conditions, each with its `else`: faults then belong to the one form that the author wrote.
      allOf: [
        { if: { type: 'boolean' }, else: pages },
        { if: { not: { type: 'boolean' } }, else: { const: true } },
      ],
    },
    ...ROW_KEYS,
  },
};
