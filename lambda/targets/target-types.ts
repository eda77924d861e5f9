import { prepareAws } from './aws/index.ts';
import { prepareDiagnostic } from './diagnostic/index.ts';
import { prepareDynamodb } from './dynamodb/index.ts';
import { prepareGraphql } from './graphql/index.ts';
import { prepareHttp } from './http/index.ts';
import { prepareLambda } from './lambda/index.ts';
import { prepareStatic } from './static/index.ts';
import type { PrepareTarget } from './types.ts';

const prepareByType = {
  aws: prepareAws,
  diagnostic: prepareDiagnostic,
  dynamodb: prepareDynamodb,
  graphql: prepareGraphql,
  http: prepareHttp,
  lambda: prepareLambda,
  static: prepareStatic,
} satisfies Readonly<Record<string, PrepareTarget>>;

/** The values of `target.type` that documents of authors may name; `diagnostic` is for `spillway doctor` alone. */
export type TargetTypeName = Exclude<keyof typeof prepareByType, 'diagnostic'>;

/** What functions run for each target type. */
export const targets: Readonly<Record<string, PrepareTarget>> = prepareByType;
