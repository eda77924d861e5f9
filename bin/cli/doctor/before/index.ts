/** The checks of `spillway doctor --before`: what would make a deployment of the stage fail, or be of no use. */
import type { Check } from '../check.ts';
import type { BeforeContext } from './context.ts';
import { BEFORE } from './list.ts';
import { unlessDenied } from './unless-denied.ts';

export { awsAccount } from './account/aws-account.ts';
export { type BeforeContext, type BeforeOptions, openBeforeContext } from './context.ts';

/** The checks, in the order of the report. */
export const BEFORE_CHECKS: readonly Check<BeforeContext>[] = BEFORE.map(unlessDenied);
