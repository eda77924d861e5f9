import { onFirstUse } from './on-first-use.ts';
import { prepareStatic } from './static/index.ts';
import type { PrepareTarget } from './types.ts';

const prepareByType = {
  diagnostic: onFirstUse(async () => ({ prepare: (await import('./diagnostic/index.ts')).prepareDiagnostic })),
  dynamodb: onFirstUse(async () => ({ prepare: (await import('./dynamodb/index.ts')).prepareDynamodb })),
  graphql: onFirstUse(async () => ({ prepare: (await import('./graphql/index.ts')).prepareGraphql })),
  http: onFirstUse(async () => ({ prepare: (await import('./http/index.ts')).prepareHttp })),
  lambda: onFirstUse(async () => ({ prepare: (await import('./lambda/index.ts')).prepareLambda })),
  static: prepareStatic,
} satisfies Readonly<Record<string, PrepareTarget>>;

/** The values of `target.type` that documents of authors may name; `diagnostic` is for `spillway doctor` alone. */
export type TargetTypeName = Exclude<keyof typeof prepareByType, 'diagnostic'>;

/** What functions run for each target type. */
export const targets: Readonly<Record<string, PrepareTarget>> = prepareByType;
