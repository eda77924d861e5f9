import { stackNames } from '../../../../../lib/names.ts';
import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';

/** Whether API Gateway has the role that it writes logs with: one for all APIs of an account and Region. */
export const accountRole: Check<BeforeContext> = {
  id: 'account-role',
  title: "API Gateway's role for logs",
  async run({ stage, config, aws }) {
    const { cloudwatchRoleArn: role } = await (await aws.apiGateway()).getAccount({});
    const place = `in this account and ${config.region}`;
    const key = 'apiGateway.accountRole';
    if (config.apiGateway.accountRole === 'existing') {
      const { passed, failed } = expecting(`API Gateway has a role for logs ${place}.`);
      if (role !== undefined && role !== '') return [passed(`It is ${role}.`)];
      return [failed('API Gateway has none, and refuses the stage of the API.', { fix: `Set ${key}: create.`, key })];
    }
    const { passed, warned } = expecting(
      `API Gateway has no role for logs ${place}, or the one that the stage created.`,
    );
    if (role === undefined || role === '') return [passed('It has none; the deployment creates it.')];
    if (role.includes(`:role/${stackNames(stage).service}-`))
      return [passed(`It is ${role}, which the stage created.`)];
    const fix = `Set ${key}: existing, unless the role of the stage is to replace this one for every API of the account.`;
    return [warned(`It is ${role}, which the deployment replaces.`, { fix, key })];
  },
};
