import { type Answer, AwsError, element, type Xml } from './wire.ts';
import type { World } from './world.ts';

/** One kind of resource: what filters compare, and how a response describes it. */
interface Kind<Model> {
  /** Name of the response's list. */
  readonly list: string;
  readonly models: readonly Model[];
  /** The values of a model that a filter compares. */
  readonly filters: Readonly<Record<string, (model: Model) => readonly string[]>>;
  readonly describe: (model: Model) => Xml;
}

/** Pages are short, so that a client that reads the first one alone misses something. */
const PAGE = 2;

/** Answers a request to EC2. AWS: AWSEC2/latest/APIReference */
export function answerEc2(world: World, action: string, form: URLSearchParams): Answer {
  const answer = ANSWERS[action];
  if (answer === undefined) throw new AwsError('InvalidAction', `The action ${action} is not valid.`);
  return answer(world, action, form);
}

const ANSWERS: Readonly<Record<string, (world: World, action: string, form: URLSearchParams) => Answer>> = {
  DescribeAvailabilityZones: (world, action, form) =>
    respond(action, form, {
      list: 'availabilityZoneInfo',
      models: world.zones,
      filters: {
        'zone-type': ({ type = 'availability-zone' }) => [type],
        state: ({ state = 'available' }) => [state],
      },
      describe: ({ name, state = 'available', type = 'availability-zone' }) => ({
        zoneName: name,
        zoneState: state,
        regionName: world.region,
        zoneType: type,
        optInStatus: 'opt-in-not-required',
        messageSet: [],
      }),
    }),
  DescribeVpcEndpointServices: (world, action, form) =>
    respond(action, form, {
      list: 'serviceDetailSet',
      models: world.endpointServices,
      filters: { 'service-type': ({ type = 'Interface' }) => [type], 'service-name': ({ name }) => [name] },
      describe: ({ name, zones, type = 'Interface' }) => ({
        serviceName: name,
        serviceType: [{ serviceType: type }],
        availabilityZoneSet: zones,
        owner: 'amazon',
        acceptanceRequired: false,
      }),
    }),
  DescribeVpcs: (world, action, form) =>
    respond(action, form, {
      list: 'vpcSet',
      models: world.vpcs,
      filters: { 'tag:aws:cloudformation:stack-name': ({ stack }) => (stack === undefined ? [] : [stack]) },
      describe: ({ id, cidr, stack }) => ({
        vpcId: id,
        ownerId: world.caller.account,
        state: 'available',
        cidrBlock: cidr,
        instanceTenancy: 'default',
        tagSet: stack === undefined ? [] : [{ key: 'aws:cloudformation:stack-name', value: stack }],
      }),
    }),
  DescribeSubnets: (world, action, form) =>
    respond(action, form, {
      list: 'subnetSet',
      models: world.subnets,
      filters: {
        'subnet-id': ({ id }) => [id],
        'default-for-az': ({ isDefault = false }) => [String(isDefault)],
      },
      describe: ({ id, vpc, zone, free = 250, ipv6, isDefault = false }) => ({
        subnetId: id,
        state: 'available',
        vpcId: vpc,
        availableIpAddressCount: free,
        availabilityZone: zone,
        defaultForAz: isDefault,
        ipv6CidrBlockAssociationSet:
          ipv6 === undefined ? [] : [{ ipv6CidrBlock: ipv6, ipv6CidrBlockState: { state: 'associated' } }],
      }),
    }),
  DescribeRouteTables: (world, action, form) =>
    respond(action, form, {
      list: 'routeTableSet',
      models: world.routeTables,
      filters: { 'vpc-id': ({ vpc }) => [vpc] },
      describe: ({ id, vpc, subnets, routes }) => ({
        routeTableId: id,
        vpcId: vpc,
        routeSet: routes.map(({ to, via, state = 'active' }) => ({
          ...(to.startsWith('pl-') ? { destinationPrefixListId: to } : { destinationCidrBlock: to }),
          ...{
            [via.startsWith('nat-') ? 'natGatewayId' : via.startsWith('tgw-') ? 'transitGatewayId' : 'gatewayId']: via,
          },
          state,
          origin: 'CreateRoute',
        })),
        associationSet: (subnets ?? [undefined]).map((subnet) => ({
          routeTableId: id,
          subnetId: subnet,
          main: subnet === undefined,
          associationState: { state: 'associated' },
        })),
      }),
    }),
  DescribeVpcEndpoints: (world, action, form) =>
    respond(action, form, {
      list: 'vpcEndpointSet',
      models: world.endpoints,
      filters: { 'vpc-id': ({ vpc }) => [vpc] },
      describe: ({ id, vpc, service, type, privateDns = type === 'Interface', state = 'available' }) => ({
        vpcEndpointId: id,
        vpcEndpointType: type,
        vpcId: vpc,
        serviceName: `com.amazonaws.${world.region}.${service}`,
        state,
        privateDnsEnabled: privateDns,
      }),
    }),
  DescribeSecurityGroups: (world, action, form) =>
    respond(action, form, {
      list: 'securityGroupInfo',
      models: world.securityGroups,
      filters: { 'group-id': ({ id }) => [id] },
      describe: ({ id, vpc, egress }) => ({
        groupId: id,
        vpcId: vpc,
        ipPermissionsEgress: egress.map((rule) => {
          const [ipProtocol, port] = rule.split(' ');
          return { ipProtocol, fromPort: port, toPort: port, ipRanges: [{ cidrIp: '0.0.0.0/0' }] };
        }),
      }),
    }),
};

/** A page of what the filters select. */
function respond<Model>(
  action: string,
  form: URLSearchParams,
  { list, models, filters, describe }: Kind<Model>,
): Answer {
  const selected = models.filter((model) =>
    filtersOf(form).every(({ name, values }) => {
      const valuesOf = filters[name];
      if (valuesOf === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
      return valuesOf(model).some((value) => values.includes(value));
    }),
  );
  const from = Number(form.get('NextToken') ?? 0);
  // Availability Zones and subnets by a filter of few values arrive in one page, as EC2 sends them.
  const isPaged = action !== 'DescribeAvailabilityZones' && action !== 'DescribeSubnets';
  const page = isPaged ? selected.slice(from, from + PAGE) : selected;
  const next = isPaged && from + PAGE < selected.length ? String(from + PAGE) : undefined;
  const body = { requestId: '0', [list]: page.map(describe), nextToken: next };
  return { status: 200, body: element(`${action}Response`, body, 'item') };
}

function filtersOf(form: URLSearchParams): { readonly name: string; readonly values: readonly string[] }[] {
  const names = [...form].filter(([key]) => /^Filter\.\d+\.Name$/.test(key));
  return names.map(([key, name]) => {
    const prefix = key.replace(/Name$/, 'Value.');
    return { name, values: [...form].filter(([other]) => other.startsWith(prefix)).map(([, value]) => value) };
  });
}
