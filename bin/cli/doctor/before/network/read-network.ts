import type { RouteTable, SecurityGroup, Subnet, VpcEndpoint } from '@aws-sdk/client-ec2';
import { allPages } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';

/** Filters, unlike lists of IDs, leave out what does not exist: EC2 refuses a list with an unknown ID. */
const filterOf = (name: string, values: readonly string[]) => [{ Name: name, Values: [...values] }];

/** The subnets of a list of IDs that exist. */
export async function subnetsOf({ aws }: BeforeContext, ids: readonly string[]): Promise<Subnet[]> {
  const { Subnets: found = [] } = await (await aws.ec2()).describeSubnets({ Filters: filterOf('subnet-id', ids) });
  return found;
}

/** The security groups of a list of IDs that exist. */
export async function securityGroupsOf({ aws }: BeforeContext, ids: readonly string[]): Promise<SecurityGroup[]> {
  const { SecurityGroups: found = [] } = await (await aws.ec2()).describeSecurityGroups({
    Filters: filterOf('group-id', ids),
  });
  return found;
}

/** The route tables of a VPC. */
export async function routeTablesOf({ aws }: BeforeContext, vpcId: string): Promise<RouteTable[]> {
  const ec2 = await aws.ec2();
  const Filters = filterOf('vpc-id', [vpcId]);
  const pages = await allPages((NextToken) => ec2.describeRouteTables({ Filters, NextToken }));
  return pages.flatMap(({ RouteTables: found = [] }) => found);
}

/** The endpoints of a VPC that are in use. */
export async function endpointsOf({ aws }: BeforeContext, vpcId: string): Promise<VpcEndpoint[]> {
  const ec2 = await aws.ec2();
  const Filters = filterOf('vpc-id', [vpcId]);
  const pages = await allPages((NextToken) => ec2.describeVpcEndpoints({ Filters, NextToken }));
  const found = pages.flatMap(({ VpcEndpoints: endpoints = [] }) => endpoints);
  // The documentation has the states in upper case, and the service answers in lower case.
  return found.filter(({ State: state }) => state?.toLowerCase() === 'available');
}

/** The table of a subnet: its own, or the main one of the VPC. */
export function routeTableOf(subnetId: string, tables: readonly RouteTable[]): RouteTable | undefined {
  const own = tables.find(({ Associations: associations = [] }) =>
    associations.some(({ SubnetId: id }) => id === subnetId),
  );
  return own ?? tables.find(({ Associations: associations = [] }) => associations.some(({ Main: main }) => main));
}

/** Where packets to the internet leave: a gateway's ID, or undefined without a route that works. */
export function defaultRouteOf(table: RouteTable | undefined): string | undefined {
  const route = table?.Routes?.find(
    ({ DestinationCidrBlock: block, State: state }) => block === '0.0.0.0/0' && state !== 'blackhole',
  );
  return (
    route?.GatewayId ??
    route?.NatGatewayId ??
    route?.TransitGatewayId ??
    route?.NetworkInterfaceId ??
    route?.VpcPeeringConnectionId ??
    route?.CoreNetworkArn
  );
}
