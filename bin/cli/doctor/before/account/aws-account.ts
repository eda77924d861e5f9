import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { Unread } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { callerOf } from './caller.ts';

/** Whose account the credentials open. */
export const awsAccount: Check<BeforeContext> = {
  id: 'aws-account',
  title: 'AWS account',
  async run(context) {
    const { config } = context;
    const { passed, failed } = expecting(
      config.account === undefined
        ? 'AWS accepts the credentials.'
        : `The credentials belong to account ${config.account}.`,
    );
    try {
      const { account, arn } = await callerOf(context);
      const seen = `They are those of ${arn} in account ${account}.`;
      if (config.account === undefined || config.account === account) return [passed(seen)];
      const fix = `Use credentials of account ${config.account}, or set account: "${account}" in the stage file.`;
      return [failed(seen, { fix, key: 'account' })];
    } catch (error) {
      if (!(error instanceof Unread) || error.reason !== 'credentials') throw error;
      return [failed(error.message, { fix: logIn(config.region), key: 'region' })];
    }
  },
};

/** A Region that the account has not enabled refuses every credential. AWS: accounts/latest/reference/manage-acct-regions.html */
function logIn(region: string): string {
  return (
    `Log in, for example with \`aws sso login\`, and set AWS_PROFILE; \`aws sts get-caller-identity --region ${region}\` must succeed. ` +
    `If it succeeds in other Regions only, enable this one: aws account enable-region --region-name ${region}`
  );
}
