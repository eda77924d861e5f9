import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { Json } from '../synthesize.ts';
import type { StageTemplate } from './templates.ts';

/** What CloudFormation does to the resources of a stage. */
export interface Impact {
  /** Whether anything changes. */
  readonly changes: boolean;
  /** Resources that are replaced or deleted, of the types that hold data or an address that others know. */
  readonly moved: readonly string[];
  /** Resources that leave their stack and stay in the account. */
  readonly left: readonly string[];
  /**
   * Resources that cannot be created, because an old one with the same name or place still exists: CloudFormation creates before it
   * deletes.
   */
  readonly blocked: readonly string[];
}

/** Types of which no resource may move unnoticed: they hold data, sign, are known by address, or carry what does. */
const KEPT_TYPES: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
]);

/** Properties that only one resource of a type can have at the same time. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::GatewayResponse': ['RestApiId', 'ResponseType'],
  'AWS::ApiGateway::Method': ['RestApiId', 'ResourceId', 'HttpMethod'],
  'AWS::ApiGateway::Resource': ['RestApiId', 'ParentId', 'PathPart'],
  'AWS::ApiGateway::Stage': ['RestApiId', 'StageName'],
  'AWS::DynamoDB::GlobalTable': ['TableName'],
  'AWS::EC2::SecurityGroupEgress': ['GroupId', 'DestinationSecurityGroupId', 'FromPort'],
  'AWS::EC2::SecurityGroupIngress': ['GroupId', 'SourceSecurityGroupId', 'FromPort'],
  'AWS::EC2::Subnet': ['VpcId', 'CidrBlock'],
  'AWS::EC2::SubnetRouteTableAssociation': ['SubnetId'],
  'AWS::EC2::VPCGatewayAttachment': ['VpcId'],
  'AWS::ElasticLoadBalancingV2::Listener': ['LoadBalancerArn', 'Port'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['ListenerArn', 'Priority'],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::LogStream': ['LogGroupName', 'LogStreamName'],
  'AWS::Route53::RecordSet': ['HostedZoneId', 'Name', 'Type'],
};

/** What an update from one template to another does, by the replacement rules of the resource types that `cdk diff` uses, too. */
export function impactOf(before: StageTemplate, after: StageTemplate): Impact {
  const diff = fullDiff(before, after);
  const deleted = new Set<string>();
  const left = new Set<string>();
  const replaced = new Set<string>();
  const arriving = new Set<string>();
  diff.resources.forEachDifference((id, { changeImpact }) => {
    if (changeImpact === ResourceImpact.WILL_CREATE) arriving.add(id);
    if (changeImpact === ResourceImpact.WILL_DESTROY) deleted.add(id);
    if (changeImpact === ResourceImpact.WILL_ORPHAN) left.add(id);
    if (changeImpact === ResourceImpact.WILL_REPLACE || changeImpact === ResourceImpact.MAY_REPLACE) replaced.add(id);
  });
  const moved = [...deleted, ...replaced].filter((id) => isKept(before.Resources[id]));
  const taken = new Set(Object.values(before.Resources).flatMap((resource) => placeOf(resource, new Set())));
  const blocked = [...arriving, ...replaced].filter((id) =>
    placeOf(after.Resources[id], replaced).some((place) => taken.has(place)),
  );
  const stranded = Object.keys(before.Resources).filter(
    (id) => !replaced.has(id) && !deleted.has(id) && isStranded({ id, before, after, replaced }),
  );
  return {
    changes: diff.differenceCount > 0,
    moved: named(moved),
    left: named([...left]),
    blocked: named([...blocked, ...stranded]),
  };
}

function isKept(resource: Json): boolean {
  return KEPT_TYPES.has(resource.Type) || (resource.DeletionPolicy ?? 'Delete') !== 'Delete';
}

/** The name or place that no second resource can have; none if CloudFormation chooses it. */
function placeOf({ Type, Properties = {} }: Json, replaced: ReadonlySet<string>): string[] {
  const unique = UNIQUE[Type] ?? [];
  if (unique.length === 0 || unique.some((name) => Properties[name] === undefined)) return [];
  const text = JSON.stringify([Type, ...unique.map((name) => Properties[name])]);
  // What belongs to a new resource is at a new place.
  return [[...replaced].reduce((place, id) => place.replaceAll(`"${id}"`, `"new ${id}"`), text)];
}

/** A resource in two deployments. */
interface Pair {
  readonly id: string;
  readonly before: StageTemplate;
  readonly after: StageTemplate;
  readonly replaced: ReadonlySet<string>;
}

/** Whether it is a load balancer that stays while its security group gets another VPC, which AWS refuses. */
function isStranded({ id, before, after, replaced }: Pair): boolean {
  const vpcOf = ({ Resources }: StageTemplate): string | undefined => {
    const [group] = Resources[id]?.Properties?.SecurityGroups ?? [];
    return JSON.stringify(Resources[group?.['Fn::GetAtt']?.[0]]?.Properties.VpcId);
  };
  if (before.Resources[id].Type !== 'AWS::ElasticLoadBalancingV2::LoadBalancer') return false;
  const vpc = vpcOf(after);
  return vpc !== vpcOf(before) || [...replaced].some((other) => vpc?.includes(`"${other}"`));
}

/** Ids without digest and number, each once. */
function named(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => id.replace(/[0-9A-F]{8}$/, '').replace(/[0-9](?=Subnet|$)/, '')))].sort();
}
