import type { TargetType } from '../types.ts';
import { checkLambda, checkLambdaStage } from './check.ts';
import { schema } from './schema.ts';

export const lambdaTarget: TargetType = {
  schema,
  check: checkLambda,
  checkStage: checkLambdaStage,
  readsAnswers: false,
};
