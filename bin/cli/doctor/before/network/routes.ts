import type { SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import { FUNCTIONS } from '../../../../../lib/functions/index.ts';
import type { Check, Outcome } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';
import {
  defaultRouteOf,
  endpointsOf,
  routeTableOf,
  routeTablesOf,
  securityGroupsOf,
  subnetsOf,
} from './read-network.ts';

/** A function that a stage puts into a VPC. */
interface Placed {
  readonly name: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The services that Spillway's own code calls in it; toolkit functions call what their authors choose. */
  readonly services: readonly string[];
}

/** Whether functions in a VPC have routes to what they call. */
export const routes: Check<BeforeContext> = {
  id: 'routes',
  title: 'Routes of functions in a VPC',
  async run(context) {
    const placed = placedFunctions(context.config);
    if (placed.length === 0) {
      return [
        expecting('Functions in a VPC have routes to what they call.').passed('No function of the stage is in a VPC.'),
      ];
    }
    const outcomes: Outcome[] = [];
    for (const one of placed) outcomes.push(...(await judge(context, one)));
    return outcomes;
  },
};

function placedFunctions({ functions: { toolkit, ...own }, secrets, awsRoles }: BeforeContext['config']): Placed[] {
  const shared = [
    'dynamodb',
    ...(secrets.store === 'ssm' ? ['ssm'] : []),
    ...(Object.keys(awsRoles).length > 0 ? ['sts'] : []),
  ];
  const named = (['stream', 'worker'] as const).map((name) => {
    const { rights } = FUNCTIONS[name];
    const usesManager = secrets.store === 'secrets-manager' || rights.some((right) => right === 'readSigningKey');
    // `stream` starts the worker; both call functions for tools.
    return { name, vpc: own[name].vpc, services: [...shared, 'lambda', ...(usesManager ? ['secretsmanager'] : [])] };
  });
  const tools = Object.entries(toolkit).map(([name, { vpc }]) => ({ name, vpc, services: [] }));
  return [...named, ...tools].flatMap(({ name, vpc, services }) =>
    vpc === undefined ? [] : [{ name, services, ...vpc }],
  );
}

async function judge(context: BeforeContext, placed: Placed): Promise<Outcome[]> {
  const { name, subnetIds, securityGroupIds } = placed;
  const key = `functions.${name}.vpc`;
  const subnets = await subnetsOf(context, subnetIds);
  const groups = await securityGroupsOf(context, securityGroupIds);
  const { passed, failed } = expecting(
    `The subnets and security groups of ${name} are in one VPC, and its groups let it connect to port 443.`,
  );
  const problem = placeProblem(placed, subnets, groups);
  if (problem !== undefined) return [failed(problem.seen, { fix: problem.fix, key })];
  const vpcId = subnets[0]?.VpcId ?? '';
  const place = passed(`They are in ${vpcId}.`);
  return [place, ...(await routeOutcomes(context, placed, vpcId))];
}

function placeProblem(
  { subnetIds, securityGroupIds }: Placed,
  subnets: readonly Subnet[],
  groups: readonly SecurityGroup[],
): { readonly seen: string; readonly fix: string } | undefined {
  const found = [...subnets.map(({ SubnetId: id }) => id), ...groups.map(({ GroupId: id }) => id)];
  const missing = [...subnetIds, ...securityGroupIds].filter((id) => !found.includes(id));
  if (missing.length > 0) {
    const seen = `This account and Region do not have ${missing.join(', ')}.`;
    return { seen, fix: 'Name subnets and security groups that exist.' };
  }
  const vpcs = new Set([...subnets, ...groups].map(({ VpcId: id }) => id));
  if (vpcs.size > 1) {
    return { seen: `They are in ${[...vpcs].join(', ')}.`, fix: 'Name subnets and security groups of one VPC.' };
  }
  if (groups.some(admitsHttps)) return undefined;
  const seen = `${securityGroupIds.join(', ')} have no outbound rule for port 443.`;
  return { seen, fix: 'Add an outbound rule for TCP 443 to one of the groups.' };
}

function admitsHttps({ IpPermissionsEgress: rules = [] }: SecurityGroup): boolean {
  return rules.some(
    ({ IpProtocol: protocol, FromPort: from = 0, ToPort: to = 65_535 }) =>
      protocol === '-1' || (protocol === 'tcp' && from <= 443 && 443 <= to),
  );
}

/** One outcome for the services that a function calls, and one for public addresses. */
async function routeOutcomes(
  context: BeforeContext,
  { name, subnetIds, services }: Placed,
  vpcId: string,
): Promise<Outcome[]> {
  const key = `functions.${name}.vpc`;
  const tables = await routeTablesOf(context, vpcId);
  const endpoints = await endpointsOf(context, vpcId);
  const exits = subnetIds.map((id) => ({ id, table: routeTableOf(id, tables) }));
  // The interfaces of functions have no public addresses, so an internet gateway carries nothing for them.
  const closed = exits.filter(({ table }) => {
    const exit = defaultRouteOf(table);
    return exit === undefined || exit.startsWith('igw-');
  });
  const has = (service: string, { table }: (typeof exits)[number]) =>
    endpoints.some(({ ServiceName: serviceName = '', VpcEndpointType: type, VpcEndpointId, PrivateDnsEnabled }) => {
      if (!serviceName.endsWith(`.${context.config.region}.${service}`)) return false;
      if (type !== 'Gateway') return PrivateDnsEnabled === true;
      return (table?.Routes ?? []).some(({ GatewayId: id }) => id === VpcEndpointId);
    });
  const missing = services.filter((service) => !closed.every((exit) => has(service, exit)));
  const inside = expecting(`${name} reaches ${services.join(', ')} from each of its subnets.`);
  const outcomes: Outcome[] = [];
  const subnets = closed.map(({ id }) => id).join(', ');
  if (missing.length > 0) {
    const fix =
      `Add a NAT gateway's route to ${subnets}, or endpoints of the VPC: a gateway endpoint for dynamodb, interface endpoints with ` +
      'private DNS for the others.';
    const seen = `${subnets}: no route to ${missing.join(', ')}. A route to an internet gateway does not count: functions have no public address.`;
    outcomes.push(inside.failed(seen, { fix, key }));
  } else if (services.length > 0) {
    outcomes.push(
      inside.passed(closed.length === 0 ? 'Each has a route to the internet.' : 'The VPC has endpoints of them.'),
    );
  }
  if (closed.length === 0) return outcomes;
  const outside = expecting(`Tools in ${name} reach the addresses that they call.`);
  const fix = 'If tools call public addresses, add a route to a NAT gateway; otherwise nothing is needed.';
  return [...outcomes, outside.warned(`${subnets}: no route to public addresses.`, { fix, key })];
}
