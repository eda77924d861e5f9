import type { JsonObject } from '../../json.ts';
import { EXPRESSION, keyOfHttp, ROW_KEYS } from '../http/publish.ts';

const pages: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    items: { description: "The items of a page, from `$response`; default: those that AWS's model of the API names." },
    maxPages: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
    resume: {
      type: 'string',
      pattern: EXPRESSION,
      description: 'The page to begin with: a value that an earlier result gave as `$response.next`, from `$args`.',
    },
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
    parameters: {
      description: 'The parameters of the action, from `$args` and `$caller`.',
      anyOf: [{ type: 'object' }, { type: 'string', pattern: EXPRESSION }],
    },
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
    retries: keyOfHttp('retries'),
    answer: keyOfHttp('answer'),
    error: keyOfHttp('error'),
    result: keyOfHttp('result'),
    content: keyOfHttp('content'),
    isError: keyOfHttp('isError'),
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
