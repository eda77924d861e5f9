import type { TargetType } from '../types.ts';
import { checkLambda } from './check.ts';
import { prepareLambda } from './prepare.ts';
import { schema } from './schema.ts';

/** Invokes a Lambda function that the stage lists; what it writes becomes parts as it is written. */
export const lambdaTarget: TargetType = {
  type: 'lambda',
  schema,
  check: checkLambda,
  prepare: prepareLambda,
};
