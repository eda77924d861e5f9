import { prepareDynamodb } from './dynamodb/index.ts';
import { prepareHttp } from './http/index.ts';
import { prepareLambda } from './lambda/index.ts';
import { prepareStatic } from './static/index.ts';
import type { PrepareTarget } from './types.ts';

const prepareByType = {
  dynamodb: prepareDynamodb,
  http: prepareHttp,
  lambda: prepareLambda,
  static: prepareStatic,
} satisfies Readonly<Record<string, PrepareTarget>>;

/** The values of `target.type`. */
export type TargetTypeName = keyof typeof prepareByType;

/** What functions run for each target type. */
export const targets: Readonly<Record<string, PrepareTarget>> = prepareByType;
