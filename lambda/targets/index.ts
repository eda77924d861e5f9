import { dynamodbTarget } from './dynamodb/index.ts';
import { httpTarget } from './http/index.ts';
import { lambdaTarget } from './lambda/index.ts';
import { staticTarget } from './static/index.ts';
import type { TargetType } from './types.ts';

/** Every kind of target, by the value of `target.type`: one folder, one line. */
export const targets: Readonly<Record<string, TargetType>> = {
  dynamodb: dynamodbTarget,
  http: httpTarget,
  lambda: lambdaTarget,
  static: staticTarget,
};
