import type { JsonObject } from '../../json.ts';
import { EXPRESSION_TEXT } from '../../text/index.ts';
import { READS, WRITES } from './access.ts';

const text = { type: 'string', minLength: 1 };
const clauses = {
  anyOf: [
    { type: 'string', minLength: 1, maxLength: 4096 },
    { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', minLength: 1, maxLength: 4096 } },
  ],
};
const fixed = { type: 'string', minLength: 1, maxLength: 4096 };

/** JSON Schema of `target: { type: dynamodb, ... }`. Key names follow DynamoDB's API where it has them. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'operation', 'table'],
  properties: {
    type: { const: 'dynamodb' },
    operation: { enum: [...READS, ...WRITES] },
    table: { ...text, description: 'A name under `tables` in the stage file.' },
    index: { ...text, description: 'Query: the name of a secondary index.' },
    key: {
      type: 'object',
      minProperties: 1,
      maxProperties: 2,
      description: 'GetItem, UpdateItem, DeleteItem: the key attributes, each a string, a number or an expression.',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    },
    item: {
      anyOf: [{ type: 'object', minProperties: 1 }, EXPRESSION_TEXT],
      description: 'PutItem: the whole item. Sets and binary cannot be written.',
    },
    keyConditionExpression: {
      ...clauses,
      description:
        'Query: the condition on the partition key and, optionally, on the sort key. Clauses of a list are joined with AND; see ' +
        '`filterExpression`.',
    },
    filterExpression: {
      ...clauses,
      description:
        'Query: clauses of a list are joined with AND; a clause is omitted when one of its values is absent.',
    },
    projectionExpression: { ...fixed, description: 'GetItem, Query: the attributes to read.' },
    updateExpression: { ...fixed, description: 'UpdateItem: the changes.' },
    conditionExpression: {
      ...fixed,
      description: 'Writes: the condition that the item must meet; otherwise nothing is written.',
    },
    expressionAttributeNames: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^#[A-Za-z0-9_]+$' },
      additionalProperties: text,
    },
    expressionAttributeValues: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^:[A-Za-z0-9_]+$' },
      description: 'Values of expressions, as JSON; a text of the form `{% ... %}` is an expression.',
    },
    exclusiveStartKey: {
      ...EXPRESSION_TEXT,
      description: 'Query: where to continue; the `lastEvaluatedKey` of an earlier response.',
    },
    limit: {
      anyOf: [{ type: 'integer', minimum: 1 }, EXPRESSION_TEXT],
      description: 'Query: the number of items of all pages together; default 1000.',
    },
    pageSize: {
      type: 'integer',
      minimum: 1,
      description: 'Query: the number of items that DynamoDB examines per page; default 100 for unfiltered streams.',
    },
    order: {
      anyOf: [{ enum: ['asc', 'desc'] }, EXPRESSION_TEXT],
      description: 'Query: the order of the sort key; default asc.',
    },
    consistentRead: { type: 'boolean', description: 'GetItem, Query: strongly consistent reads; default false.' },
    stream: { enum: ['none', 'pages'], description: 'Query: `pages` sends each page as it arrives; default none.' },
    returnValues: {
      enum: ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
      description: 'Writes: what `$response.attributes` holds; default NONE.',
    },
    row: { description: 'Query: maps an item, `$row`, to a row; without a value it is omitted. Default: the item.' },
    result: {
      description:
        'The result, from `$args` and `$response`: item (GetItem), attributes (writes), or items, count, more and ' +
        'lastEvaluatedKey (Query). Default: the item, the attributes, the items.',
    },
  },
};
