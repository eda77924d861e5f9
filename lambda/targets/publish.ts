/** Target types at publish. Functions must not import it: a cold start would compile it. */
import { awsTarget } from './aws/publish.ts';
import { dynamodbTarget } from './dynamodb/publish.ts';
import { graphqlTarget } from './graphql/publish.ts';
import { httpTarget } from './http/publish.ts';
import { lambdaTarget } from './lambda/publish.ts';
import { staticTarget } from './static/publish.ts';
import type { TargetTypeName } from './target-types.ts';
import type { TargetType } from './types.ts';

/** Every target type that a document may name; the type keeps its names equal to those that functions run. */
export const targetTypes: Readonly<Record<TargetTypeName, TargetType>> = {
  aws: awsTarget,
  dynamodb: dynamodbTarget,
  graphql: graphqlTarget,
  http: httpTarget,
  lambda: lambdaTarget,
  static: staticTarget,
};
