import type { Check, Outcome } from '../../check.ts';
import { Unread } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';

/** Whose account the credentials open. `cdk deploy` compares it, too, but only after minutes of bundling. */
export const awsAccount: Check<BeforeContext> = {
  id: 'aws-account',
  title: 'AWS account',
  async run({ config, aws }) {
    const expected =
      config.account === undefined
        ? 'AWS accepts the credentials.'
        : `The credentials belong to account ${config.account}.`;
    try {
      const { Account: account, Arn: arn } = await (await aws.sts()).getCallerIdentity({});
      const seen = `The credentials are those of ${arn} in account ${account}.`;
      if (config.account === undefined || config.account === account) return [{ status: 'passed', expected, seen }];
      const fix = `Use credentials of account ${config.account}, or set account: "${account}" in the stage file.`;
      return [{ status: 'failed', expected, seen, fix, key: 'account' }];
    } catch (error) {
      if (error instanceof Unread && error.reason === 'credentials')
        return [notAccepted(expected, error, config.region)];
      throw error;
    }
  },
};

function notAccepted(expected: string, { message }: Unread, region: string): Outcome {
  const fix =
    `Log in, for example with \`aws sso login\`, and set AWS_PROFILE; \`aws sts get-caller-identity --region ${region}\` must succeed. ` +
    `If it succeeds in other Regions only, the account has not enabled ${region}: aws account enable-region --region-name ${region}`;
  return { status: 'failed', expected, seen: message, fix, key: 'region' };
}
