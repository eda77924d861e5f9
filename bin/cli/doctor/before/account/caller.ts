import { perContext } from '../per-context.ts';

/** Whose credentials the checks use. */
export const callerOf = perContext(async ({ aws }) => {
  const { Account: account, Arn: arn } = await (await aws.sts()).getCallerIdentity({});
  return { account, arn };
});
