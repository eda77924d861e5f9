import type { JsonObject } from '../../json.ts';
import { READS, WRITES } from './access.ts';

const text = { type: 'string', minLength: 1 };
const expression = { type: 'string', pattern: '^\\{%[\\s\\S]*%\\}$' };
const clauses = {
  anyOf: [
    { type: 'string', minLength: 1, maxLength: 4096 },
    { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', minLength: 1, maxLength: 4096 } },
  ],
};
const fixed = { type: 'string', minLength: 1, maxLength: 4096 };

/** JSON Schema of `target: { type: dynamodb, ... }`. Names are those of DynamoDB's API where it has them. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'operation', 'table'],
  properties: {
    type: { const: 'dynamodb' },
    operation: { enum: [...READS, ...WRITES] },
    table: { ...text, description: 'A name under `tables` of the stage file.' },
    index: { ...text, description: 'Query: a secondary index.' },
    key: {
      type: 'object',
      minProperties: 1,
      maxProperties: 2,
      description: 'GetItem, UpdateItem, DeleteItem: the key attributes, each a text, a number or an expression.',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    },
    item: {
      anyOf: [{ type: 'object', minProperties: 1 }, expression],
      description: 'PutItem: the whole item. Sets and binary cannot be written.',
    },
    keyConditionExpression: {
      ...clauses,
      description: 'Query: the partition and, at most, a range of it. Of a list, all hold; see `filterExpression`.',
    },
    filterExpression: {
      ...clauses,
      description: 'Query: of a list, all hold, and a clause is left out when one of its values is not there.',
    },
    projectionExpression: { ...fixed, description: 'GetItem, Query: the attributes to read.' },
    updateExpression: { ...fixed, description: 'UpdateItem: what to change.' },
    conditionExpression: { ...fixed, description: 'Writes: what must hold of the item, or nothing is written.' },
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
      description: 'Values of expressions: JSON, in which texts that are wholly `{% ... %}` are expressions.',
    },
    exclusiveStartKey: {
      ...expression,
      description: 'Query: where to go on; the `lastEvaluatedKey` of an earlier answer.',
    },
    limit: {
      anyOf: [{ type: 'integer', minimum: 1 }, expression],
      description: 'Query: items in all; default 1000.',
    },
    pageSize: {
      type: 'integer',
      minimum: 1,
      description: 'Query: items that DynamoDB looks at for a page; default 100 for pages that stream unfiltered.',
    },
    order: {
      anyOf: [{ enum: ['asc', 'desc'] }, expression],
      description: 'Query: order of the sort key; default asc.',
    },
    consistentRead: { type: 'boolean', description: 'GetItem, Query: see every earlier write; default false.' },
    stream: { enum: ['none', 'pages'], description: 'Query: whether each page leaves as it comes; default none.' },
    returnValues: {
      enum: ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
      description: 'Writes: what `$response.attributes` holds; default NONE.',
    },
    row: { description: 'Query: what an item, `$row`, becomes; without a value it is left out. Default: the item.' },
    result: {
      description:
        'What the agent gets, from `$args` and `$response`: item (GetItem), attributes (writes), or items, count, more and ' +
        'lastEvaluatedKey (Query). Default: the item, the attributes, the items.',
    },
  },
};
