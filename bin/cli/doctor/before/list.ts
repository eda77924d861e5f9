import type { Check } from '../check.ts';
import { awsAccount } from './account/aws-account.ts';
import type { BeforeContext } from './context.ts';
import { deployment } from './stage-file/deployment.ts';

/** The checks, in the order of the report: what everything else depends on comes first. */
export const BEFORE: readonly Check<BeforeContext>[] = [deployment, awsAccount];
