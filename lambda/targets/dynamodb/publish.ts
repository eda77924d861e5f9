/** The `dynamodb` target at publish: schema and checks. Functions do not bundle it. */
import type { TargetType } from '../types.ts';
import { checkDynamodb, checkDynamodbStage } from './check.ts';
import { schema } from './schema.ts';

export const dynamodbTarget: TargetType = {
  schema,
  check: checkDynamodb,
  checkStage: checkDynamodbStage,
  readsAnswers: false,
};
