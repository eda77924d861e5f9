import type { TargetType } from '../types.ts';
import { checkLambda } from './check.ts';
import { schema } from './schema.ts';

export const lambdaTarget: TargetType = { schema, check: checkLambda };
