import { createHash } from 'node:crypto';
import { TemplateError } from '../errors.ts';
import type { Resource, Stack } from './assembly.ts';
import { INERT_TYPES } from './inert.ts';
import { propertiesOf, whereOf } from './properties.ts';
import type { AttributeSource, Resolver } from './resolver.ts';

/** Types of the CDK's `AwsCustomResource`, which sends one AWS SDK request during a deployment. */
export const SDK_CALL_TYPES: ReadonlySet<string> = new Set(['Custom::AWS', 'Custom::EndpointAddress']);

type Attribute = (resource: Resource, resolver: Resolver) => unknown;

/** `Ref` and `Fn::GetAtt` of one resource type. */
interface Identity {
  readonly ref: Attribute;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/**
 * Well-formed physical ids and attributes in place of those that CloudFormation would create. They depend only on stack and
 * logical id, so that a table keeps its name, and with it its data, from run to run.
 *
 * @param endpoint `host:port` of the local load balancer, which is its `DNSName`
 */
export function physicalAttributes(endpoint: () => string): AttributeSource {
  const identities = identitiesOf(endpoint);
  return (resource, attribute, resolver) => {
    const identity = identities[resource.type];
    if (attribute !== undefined && SDK_CALL_TYPES.has(resource.type)) return callResult(resource, attribute, resolver);
    if (attribute === undefined) return identity?.ref(resource, resolver) ?? inertName(resource);
    const value = identity?.attributes?.[attribute]?.(resource, resolver);
    if (value !== undefined) return value;
    if (resource.type in INERT_TYPES && /(Arn|Id)$/.test(attribute)) return `${attribute}-${inertName(resource)}`;
    throw new TemplateError(
      whereOf(resource),
      `the attribute ${attribute} is not emulated`,
      'Add it to local/template/attributes.ts',
    );
  };
}

function identitiesOf(endpoint: () => string): Readonly<Record<string, Identity | undefined>> {
  return {
    'AWS::DynamoDB::GlobalTable': {
      ref: tableName,
      attributes: {
        Arn: (table, resolver) => arn(table, 'dynamodb', `table/${tableName(table, resolver)}`),
        TableId: (table) => hash(table, 12),
      },
    },
    'AWS::Logs::LogGroup': {
      ref: logGroupName,
      // CloudFormation's ARN of a log group ends with all its streams.
      attributes: { Arn: (group, resolver) => arn(group, 'logs', `log-group:${logGroupName(group, resolver)}:*`) },
    },
    'AWS::IAM::Role': {
      ref: roleName,
      attributes: { Arn: roleArn, RoleId: (role) => `AROA${hash(role, 17).toUpperCase()}` },
    },
    'AWS::Lambda::Function': {
      ref: functionName,
      attributes: { Arn: (fn, resolver) => arn(fn, 'lambda', `function:${functionName(fn, resolver)}`) },
    },
    'AWS::Lambda::Version': { ref: versionArn, attributes: { Version: () => '1', FunctionArn: versionArn } },
    'AWS::Lambda::Alias': { ref: aliasArn, attributes: { AliasArn: aliasArn } },
    'AWS::ApiGateway::RestApi': {
      ref: (api) => hash(api, 10),
      attributes: { RestApiId: (api) => hash(api, 10), RootResourceId: rootResourceId },
    },
    'AWS::ApiGateway::Resource': {
      ref: (resource) => hash(resource, 6),
      attributes: { ResourceId: (resource) => hash(resource, 6) },
    },
    'AWS::ApiGateway::Stage': { ref: (stage, resolver) => propertiesOf(stage, resolver).string('StageName') },
    'AWS::ApiGateway::Deployment': {
      ref: (deployment) => hash(deployment, 6),
      attributes: { DeploymentId: (deployment) => hash(deployment, 6) },
    },
    'AWS::EC2::VPC': {
      ref: (vpc) => `vpc-${hash(vpc, 17)}`,
      attributes: {
        VpcId: (vpc) => `vpc-${hash(vpc, 17)}`,
        CidrBlock: (vpc, resolver) => propertiesOf(vpc, resolver).string('CidrBlock'),
        DefaultSecurityGroup: (vpc) => `sg-${hash(vpc, 17)}`,
      },
    },
    'AWS::EC2::VPCEndpoint': {
      ref: (vpce) => `vpce-${hash(vpce, 17)}`,
      attributes: { Id: (vpce) => `vpce-${hash(vpce, 17)}`, NetworkInterfaceIds: networkInterfaceIds },
    },
    'AWS::SQS::Queue': {
      ref: queueUrl,
      attributes: { Arn: (queue) => arn(queue, 'sqs', queueName(queue)), QueueName: queueName, QueueUrl: queueUrl },
    },
    'AWS::SecretsManager::Secret': { ref: generatedSecretArn, attributes: { Id: generatedSecretArn } },
    'AWS::ElasticLoadBalancingV2::LoadBalancer': {
      ref: loadBalancerArn,
      attributes: {
        DNSName: () => endpoint(),
        CanonicalHostedZoneID: (alb) => `Z${hash(alb, 13).toUpperCase()}`,
        LoadBalancerArn: loadBalancerArn,
        LoadBalancerFullName: (alb) => `app/${alb.logicalId}/${hash(alb, 16)}`,
        LoadBalancerName: (alb) => alb.logicalId,
      },
    },
    'AWS::ElasticLoadBalancingV2::Listener': { ref: listenerArn, attributes: { ListenerArn: listenerArn } },
    'AWS::ElasticLoadBalancingV2::ListenerRule': { ref: (rule) => arn(rule, 'elasticloadbalancing', hash(rule, 16)) },
    'AWS::ElasticLoadBalancingV2::TargetGroup': {
      ref: targetGroupArn,
      attributes: {
        TargetGroupArn: targetGroupArn,
        TargetGroupFullName: (group) => `targetgroup/${group.logicalId.slice(0, 32)}/${hash(group, 16)}`,
      },
    },
  };
}

/** Id of an API's root resource `/`, which templates do not declare. */
export function rootResourceId(api: Resource): string {
  return `root${hash(api, 6)}`;
}

function tableName(table: Resource, resolver: Resolver): string {
  return propertiesOf(table, resolver).optionalString('TableName') ?? inertName(table);
}

function logGroupName(group: Resource, resolver: Resolver): string {
  return propertiesOf(group, resolver).optionalString('LogGroupName') ?? inertName(group);
}

/** Name of a template's secret in Secrets Manager. */
export function secretName(secret: Resource, resolver: Resolver): string {
  return propertiesOf(secret, resolver).optionalString('Name') ?? inertName(secret);
}

function generatedSecretArn(secret: Resource, resolver: Resolver): string {
  return secretArn(secretName(secret, resolver), secret.stack);
}

/** The ARN of a secret. Secrets Manager appends six random characters to the name; here they derive from the name. */
export function secretArn(name: string, { region, account }: Pick<Stack, 'region' | 'account'>): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
}

/** At most 80 characters. AWS: AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
function queueName(queue: Resource): string {
  return inertName(queue).slice(0, 80);
}

function queueUrl(queue: Resource): string {
  return `https://sqs.${queue.stack.region}.amazonaws.com/${queue.stack.account}/${queueName(queue)}`;
}

function roleName(role: Resource, resolver: Resolver): string {
  return propertiesOf(role, resolver).optionalString('RoleName') ?? inertName(role);
}

/** An ARN without a Region: IAM is global. */
function roleArn(role: Resource, resolver: Resolver): string {
  const path = propertiesOf(role, resolver).optionalString('Path') ?? '/';
  return `arn:aws:iam::${role.stack.account}:role${path}${roleName(role, resolver)}`;
}

function functionName(fn: Resource, resolver: Resolver): string {
  return propertiesOf(fn, resolver).optionalString('FunctionName') ?? inertName(fn).slice(0, 64);
}

function versionArn(version: Resource, resolver: Resolver): string {
  return arn(version, 'lambda', `function:${propertiesOf(version, resolver).string('FunctionName')}:1`);
}

function aliasArn(alias: Resource, resolver: Resolver): string {
  const properties = propertiesOf(alias, resolver);
  return arn(alias, 'lambda', `function:${properties.string('FunctionName')}:${properties.string('Name')}`);
}

function loadBalancerArn(alb: Resource): string {
  return arn(alb, 'elasticloadbalancing', `loadbalancer/app/${alb.logicalId.slice(0, 32)}/${hash(alb, 16)}`);
}

function listenerArn(listener: Resource): string {
  return arn(listener, 'elasticloadbalancing', `listener/app/${listener.logicalId.slice(0, 32)}/${hash(listener, 16)}`);
}

function targetGroupArn(group: Resource): string {
  return arn(group, 'elasticloadbalancing', `targetgroup/${group.logicalId.slice(0, 32)}/${hash(group, 16)}`);
}

/** An interface endpoint has one network interface in each of its subnets. */
function networkInterfaceIds(endpoint: Resource, resolver: Resolver): string[] {
  const subnets = propertiesOf(endpoint, resolver).strings('SubnetIds');
  return subnets.map((_, index) => `eni-${hash(endpoint, 15)}${String(index).padStart(2, '0')}`);
}

/** Result of the one SDK request that is emulated: EC2 `DescribeNetworkInterfaces`, for a private address. */
function callResult(resource: Resource, attribute: string, resolver: Resolver): string {
  if (attribute !== 'NetworkInterfaces.0.PrivateIpAddress') {
    throw new TemplateError(
      whereOf(resource),
      `the attribute ${attribute} is not emulated`,
      'Add it to local/template/attributes.ts',
    );
  }
  return addressOf(networkInterfaceOf(resource, resolver));
}

/** @returns the id of the network interface that an `AwsCustomResource` describes
 * @throws TemplateError for any other SDK request */
export function networkInterfaceOf(resource: Resource, resolver: Resolver): string {
  const properties = propertiesOf(resource, resolver).closed(['Create'], {
    Delete: 'runs only when CloudFormation deletes the stack',
    InstallLatestAwsSdk: 'the local stack computes the result',
    ServiceToken: 'the local stack computes the result',
    Update: 'the same request as Create',
  });
  const call: unknown = JSON.parse(properties.string('Create'));
  const { service, action, parameters } = call as {
    service?: unknown;
    action?: unknown;
    parameters?: { NetworkInterfaceIds?: unknown };
  };
  const [id, ...others] = Array.isArray(parameters?.NetworkInterfaceIds) ? parameters.NetworkInterfaceIds : [];
  const known = String(service).toUpperCase() === 'EC2' && action === 'describeNetworkInterfaces';
  if (known && typeof id === 'string' && others.length === 0) return id;
  return properties.fail(
    'Create',
    'only describeNetworkInterfaces of one interface is emulated',
    'Add it to local/template/attributes.ts',
  );
}

/** A private address that derives from the id of the network interface. */
export function addressOf(networkInterfaceId: string): string {
  const [a = 0, b = 0] = createHash('sha256').update(networkInterfaceId).digest();
  return `10.0.${a}.${(b % 250) + 4}`;
}

function inertName(resource: Resource): string {
  return `${resource.stack.name}-${resource.logicalId}-local`;
}

function arn(resource: Resource, service: string, rest: string): string {
  return `arn:aws:${service}:${resource.stack.region}:${resource.stack.account}:${rest}`;
}

function hash(resource: Resource, length: number): string {
  return createHash('sha256').update(`${resource.stack.name}/${resource.logicalId}`).digest('hex').slice(0, length);
}
