import { type Answer, AwsError, element, type Xml } from './wire.ts';
import type { World } from './world.ts';

/** Answers a request to STS. AWS: STS/latest/APIReference/API_GetCallerIdentity.html */
export function answerSts({ caller }: World, action: string): Answer {
  return respond(action, { Arn: caller.arn, UserId: 'AROAEXAMPLE:jo', Account: caller.account });
}

const PAGE = 2;

/** Answers a request to CloudFormation. AWS: AWSCloudFormation/latest/APIReference */
export function answerCloudFormation(world: World, action: string, form: URLSearchParams): Answer {
  const name = form.get('StackName') ?? '';
  const stack = world.stacks[name];
  if (stack === undefined) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
  if (action === 'DescribeStacks') {
    const described = {
      StackName: name,
      StackId: `arn:aws:cloudformation:${world.region}:${world.caller.account}:stack/${name}/0`,
      CreationTime: '2026-11-26T12:00:00.000Z',
      StackStatus: stack.status,
      StackStatusReason: stack.reason,
      EnableTerminationProtection: stack.isProtected ?? false,
      DisableRollback: false,
    };
    return respond(action, { Stacks: [described] });
  }
  if (action !== 'ListStackResources') throw new AwsError('InvalidAction', `Could not find operation ${action}`);
  const resources = (stack.resources ?? []).map(({ type, id }) => ({
    LogicalResourceId: id,
    PhysicalResourceId: id,
    ResourceType: type,
    LastUpdatedTimestamp: '2026-11-26T12:00:00.000Z',
    ResourceStatus: 'CREATE_COMPLETE',
  }));
  const from = Number(form.get('NextToken') ?? 0);
  const next = from + PAGE < resources.length ? String(from + PAGE) : undefined;
  return respond(action, { StackResourceSummaries: resources.slice(from, from + PAGE), NextToken: next });
}

function respond(action: string, result: { readonly [name: string]: Xml }): Answer {
  const inner = element(`${action}Result`, result, 'member');
  return { status: 200, body: `<${action}Response>${inner}<ResponseMetadata/></${action}Response>` };
}
