/** The `aws` target at publish: schema and checks. Functions do not bundle it. */
import type { TargetType } from '../types.ts';
import { checkAws, checkAwsStage, storedBlock } from './check.ts';
import { schema } from './schema.ts';

/** Only an address of the document's own can receive a signature that nobody expects there. */
export const awsTarget: TargetType = {
  schema,
  check: checkAws,
  stored: storedBlock,
  secretUrls: ({ url }) => (typeof url === 'string' ? [{ path: ['url'], url }] : []),
  checkStage: checkAwsStage,
};
