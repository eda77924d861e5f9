import type { Subnet } from '@aws-sdk/client-ec2';
import type { Check, Outcome } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';
import { defaultRouteOf, routeTableOf, routeTablesOf, subnetsOf } from './read-network.ts';

/** A load balancer scales within these. AWS: elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer */
const FREE_ADDRESSES = 8;

/** Whether the subnets of `network.existing` can hold the load balancer and the endpoint. */
export const subnets: Check<BeforeContext> = {
  id: 'subnets',
  title: 'Subnets of network.existing',
  async run(context) {
    const { existing } = context.config.network;
    if (existing === undefined) {
      return [expecting('The subnets exist if the stage names network.existing.').passed('It creates its own VPC.')];
    }
    const found = await subnetsOf(context, existing.subnetIds);
    const tables = await routeTablesOf(context, existing.vpcId);
    return existing.subnetIds.map((id, index) => {
      const subnet = found.find(({ SubnetId }) => SubnetId === id);
      const route = defaultRouteOf(routeTableOf(id, tables));
      return judge(context, { id, zone: existing.zones[index] ?? '', vpcId: existing.vpcId, subnet, route });
    });
  },
};

interface Placed {
  readonly id: string;
  /** Its zone, as the stage names it. */
  readonly zone: string;
  /** Its VPC, as the stage names it. */
  readonly vpcId: string;
  /** Undefined if it does not exist. */
  readonly subnet: Subnet | undefined;
  /** Where its packets to the internet leave. */
  readonly route: string | undefined;
}

function judge({ config }: BeforeContext, { id, zone, vpcId, subnet, route }: Placed): Outcome {
  const { region, edge } = config;
  const isPublic = edge.scheme === 'internet-facing';
  const where = isPublic ? ', with a route to an internet gateway' : '';
  const { passed, failed } = expecting(
    `${id} is a subnet of ${vpcId} in ${zone}, with ${FREE_ADDRESSES} free addresses${where}.`,
  );
  const key = 'network.existing';
  const list = `aws ec2 describe-subnets --region ${region} --filters Name=vpc-id,Values=${vpcId}`;
  if (subnet === undefined) {
    return failed('This account and Region have no such subnet.', { fix: `Choose one that this lists: ${list}`, key });
  }
  if (subnet.VpcId !== vpcId || subnet.AvailabilityZone !== zone) {
    const seen = `It is a subnet of ${subnet.VpcId} in ${subnet.AvailabilityZone}.`;
    return failed(seen, { fix: `Correct vpcId and zones, or choose one that this lists: ${list}`, key });
  }
  const free = subnet.AvailableIpAddressCount ?? 0;
  if (free < FREE_ADDRESSES) {
    return failed(`It has ${free} free addresses.`, { fix: `Choose another subnet in ${zone}: ${list}`, key });
  }
  if (edge.ipAddressType === 'dualstack' && (subnet.Ipv6CidrBlockAssociationSet ?? []).length === 0) {
    const fix = 'Add an IPv6 block to the subnet, or set edge.ipAddressType: ipv4.';
    return failed('It has no IPv6 block.', { fix, key: 'edge.ipAddressType' });
  }
  const seen = `It is one, with ${free} free addresses`;
  if (isPublic && !route?.startsWith('igw-')) {
    const fix = 'Choose public subnets, or set edge.scheme: internal for clients in the network of the VPC.';
    const missing = route === undefined ? 'no route to the internet' : `a route to the internet through ${route}`;
    return failed(`${seen} and ${missing}.`, { fix, key: 'edge.scheme' });
  }
  return passed(`${seen}${isPublic ? ` and a route to ${route}` : ''}.`);
}
