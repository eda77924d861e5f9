import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { stackNames } from '../../../../lib/names.ts';
import { allPages, isNamed, Unread } from '../before/aws/index.ts';
import type { BeforeContext } from '../before/index.ts';
import type { Check, Outcome } from '../check.ts';
import { expecting } from '../outcomes.ts';
import type { AfterContext } from './context.ts';

const HEALTHY = 'Every target of the load balancer is healthy.';

/** Whether the load balancer finds its targets healthy. A lambda target has no health check, because one would invoke the function. */
export const targetHealth: Check<AfterContext> = {
  id: 'target-health',
  title: 'Target health',
  async run({ account }) {
    const { failed, skipped } = expecting(HEALTHY);
    if (account === undefined) {
      return [skipped('The local stack has no health checks.', { fix: 'Nothing to do.' })];
    }
    const deploy = { fix: `Deploy the stage: npm run deploy -- -c stage=${account.stage}` };
    try {
      const outcomes = await healthOf(account);
      return outcomes.length > 0 ? outcomes : [failed('The stack has no target groups.', deploy)];
    } catch (error) {
      // CloudFormation answers so for a stack that does not exist.
      if (isNamed(error, 'ValidationError')) return [failed('The stack does not exist.', deploy)];
      if (!(error instanceof Unread)) throw error;
      const fix = `Allow ${error.action}; docs/iam/doctor-running.json has every action that doctor calls.`;
      return [skipped(error.message, { fix })];
    }
  },
};

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

async function healthOf({ aws, stage }: BeforeContext): Promise<readonly Outcome[]> {
  const StackName = stackNames(stage).service;
  const cloudFormation = await aws.cloudFormation();
  const pages = await allPages((NextToken) => cloudFormation.listStackResources({ StackName, NextToken }));
  const resources = pages.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
  const groups = resources.filter(({ ResourceType }) => ResourceType === TARGET_GROUP);
  const elb = await aws.elasticLoadBalancing();
  return Promise.all(
    groups.map(async ({ LogicalResourceId: name = 'target group', PhysicalResourceId: TargetGroupArn }) => {
      const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn });
      return outcomeOf(name, TargetHealthDescriptions);
    }),
  );
}

function outcomeOf(group: string, targets: readonly TargetHealthDescription[]): Outcome {
  const { passed, warned, failed } = expecting(HEALTHY);
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
