import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { stackNames } from '../../../../lib/names.ts';
import { allPages } from '../before/aws/index.ts';
import type { Check, Outcome } from '../check.ts';
import { expecting } from '../outcomes.ts';
import type { AfterContext } from './context.ts';

/** Whether the load balancer finds its targets healthy. A lambda target has no health check, because one would invoke the function. */
export const targetHealth: Check<AfterContext> = {
  id: 'target-health',
  title: 'Target health',
  async run({ stage, account }) {
    const { failed, skipped } = expecting('Every target of the load balancer is healthy.');
    if (account === undefined) {
      return [skipped('The local stack has no health checks.', { fix: 'Nothing to do.' })];
    }
    const { aws } = account;
    const StackName = stackNames(stage.name).service;
    const cloudFormation = await aws.cloudFormation();
    const pages = await allPages((NextToken) => cloudFormation.listStackResources({ StackName, NextToken }));
    const resources = pages.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
    const groups = resources.filter(({ ResourceType }) => ResourceType === TARGET_GROUP);
    if (groups.length === 0) {
      const fix = `Deploy the stage: npm run deploy -- -c stage=${stage.name}`;
      return [failed(`${StackName} has no target groups.`, { fix })];
    }
    const elb = await aws.elasticLoadBalancing();
    return Promise.all(
      groups.map(async ({ LogicalResourceId: name = 'target group', PhysicalResourceId: TargetGroupArn = '' }) => {
        const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn });
        return outcomeOf(name, TargetHealthDescriptions);
      }),
    );
  },
};

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

function outcomeOf(group: string, targets: readonly TargetHealthDescription[]): Outcome {
  const { passed, warned, failed } = expecting('Every target of the load balancer is healthy.');
  const texts = targets.map(({ Target, TargetHealth }) => {
    const { State = 'unknown', Reason } = TargetHealth ?? {};
    return `${Target?.Id ?? 'a target'} is ${State}${Reason === undefined ? '' : ` (${Reason})`}`;
  });
  const seen = `${group}: ${texts.join(', ') || 'no targets'}.`;
  const states = targets.map(({ TargetHealth }) => TargetHealth);
  if (targets.length > 0 && states.every((health) => health?.State === 'healthy' || isUnchecked(health)))
    return passed(seen);
  if (states.some((health) => health?.State === 'initial')) {
    return warned(seen, { fix: 'Wait two minutes after the deployment, then run doctor again.' });
  }
  const fix =
    'Target.Timeout: the security groups of load balancer and endpoint, or the route, do not let them connect. ' +
    'Target.ResponseCodeMismatch: the address is not that of the execute-api endpoint; deploy again.';
  return failed(seen, { fix });
}

/** AWS: elasticloadbalancing/latest/application/target-group-health-checks.html: "Target.HealthCheckDisabled", and groups that are not in use. */
function isUnchecked(health: TargetHealthDescription['TargetHealth']): boolean {
  return health?.State === 'unavailable' && health.Reason === 'Target.HealthCheckDisabled';
}
