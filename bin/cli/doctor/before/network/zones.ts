import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';
import { endpointServiceOf } from './endpoint-service.ts';

/** A load balancer requires two, and the stage uses as many. */
const ZONE_COUNT = 2;

/** Whether the zones of the stage offer what it creates in them. */
export const zones: Check<BeforeContext> = {
  id: 'zones',
  title: 'Availability Zones',
  async run(context) {
    const { existing, zones: named } = context.config.network;
    const key = existing === undefined ? 'network.zones' : 'network.existing';
    const available = await availableZones(context);
    const offered = (await endpointServiceOf(context))?.zones ?? [];
    const usable = available.filter((zone) => offered.includes(zone));
    const used = existing?.zones ?? named ?? (await listedZones(context, available)).slice(0, ZONE_COUNT);
    const { passed, failed } = expecting('Two zones are available to the account, and offer endpoints of API Gateway.');

    const problems = used.flatMap((zone) => {
      if (!available.includes(zone)) return [`${zone} is not available to the account`];
      return offered.includes(zone) ? [] : [`${zone} does not offer endpoints of API Gateway`];
    });
    if (used.length < ZONE_COUNT) problems.push(`CloudFormation lists ${used.length} zones for the account`);
    const source = existing === undefined && named === undefined ? ', the first two that CloudFormation lists' : '';
    if (problems.length === 0) return [passed(`The stage uses ${used.join(' and ')}${source}.`)];
    return [failed(`${problems.join('; ')}.`, { fix: fixOf(usable, existing !== undefined), key })];
  },
};

function fixOf(usable: readonly string[], isExisting: boolean): string {
  if (usable.length < ZONE_COUNT) return `Set another Region: this one offers ${usable.join(', ') || 'no zone'}.`;
  if (isExisting) return `Name subnets in other zones: ${usable.join(', ')} offer it.`;
  return `Set network.zones: [${usable.slice(0, ZONE_COUNT).join(', ')}] before the first deployment; ${usable.join(', ')} offer it.`;
}

async function availableZones({ aws }: BeforeContext): Promise<string[]> {
  const { AvailabilityZones: found = [] } = await (await aws.ec2()).describeAvailabilityZones({
    Filters: [
      { Name: 'zone-type', Values: ['availability-zone'] },
      { Name: 'state', Values: ['available'] },
    ],
  });
  return found.flatMap(({ ZoneName: name }) => (name === undefined ? [] : [name])).sort();
}

/**
 * The zones that `Fn::GetAZs` lists: those with a default subnet, or all of them where none has one.
 * AWS: AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
 */
async function listedZones({ aws }: BeforeContext, available: readonly string[]): Promise<readonly string[]> {
  const { Subnets: subnets = [] } = await (await aws.ec2()).describeSubnets({
    Filters: [{ Name: 'default-for-az', Values: ['true'] }],
  });
  const withDefault = available.filter((zone) => subnets.some(({ AvailabilityZone: name }) => name === zone));
  return withDefault.length === 0 ? available : withDefault;
}
