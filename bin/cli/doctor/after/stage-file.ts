import { deploymentProblem } from '../../../../lib/config/index.ts';
import type { Check } from '../check.ts';
import { expecting } from '../outcomes.ts';
import type { AfterContext } from './context.ts';

/** Whether anybody can use what is deployed. `--before` reports it under the same ID, with what else synthesis warns of. */
export const stageFile: Check<AfterContext> = {
  id: 'deployment',
  title: 'Stage file',
  async run({ stage, account }) {
    const { passed, failed, skipped } = expecting('The stage file describes an endpoint that clients can use.');
    if (account === undefined) return [skipped('The local stack is not deployed.', { fix: 'Nothing to do.' })];
    const problem = deploymentProblem(account.config);
    if (problem === undefined) return [passed('The load balancer admits addresses of clients.')];
    const fix = `Edit edge.allowedCidrs in config/${stage.name}.yaml, and deploy.`;
    return [failed(problem, { fix, key: 'edge.allowedCidrs' })];
  },
};
