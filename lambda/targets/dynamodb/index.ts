import type { TargetType } from '../types.ts';
import { checkDynamodb } from './check.ts';
import { prepareItem } from './item.ts';
import { prepareQuery } from './query.ts';
import { schema } from './schema.ts';

/** Reads and writes a DynamoDB table that the stage opens to tools; the pages of a query may leave as they come. */
export const dynamodbTarget: TargetType = {
  type: 'dynamodb',
  schema,
  check: checkDynamodb,
  prepare: (tool, environment) =>
    tool.target.operation === 'Query' ? prepareQuery(tool, environment) : prepareItem(tool, environment),
};
