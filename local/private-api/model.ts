import type { FindFunction, Invocable } from '../lambda/index.ts';
import {
  addressOf,
  networkInterfaceOf,
  type Properties,
  physicalId,
  propertiesOf,
  type Resolver,
  rootResourceId,
  SDK_CALL_TYPES,
} from '../template/index.ts';
import { type GatewayResponses, readGatewayResponse } from './gateway-response.ts';

/** One method with its streaming Lambda integration. */
export interface ApiMethod {
  /** `POST`, or `ANY`. */
  readonly httpMethod: string;
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly target: Invocable;
  readonly invokedArn: string;
  readonly timeoutMs: number;
}

/** A private REST API with its stages. */
export interface ApiModel {
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
  /** Endpoints that it answers at. */
  readonly vpcEndpointIds: readonly string[];
  readonly binaryMediaTypes: readonly string[];
  /** Name of each stage to its variables. */
  readonly stages: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The most specific resource first: a plain segment before a parameter, a parameter before a greedy one. */
  readonly methods: readonly ApiMethod[];
  readonly responses: GatewayResponses;
}

/** The APIs, and which interface endpoint each private address belongs to. */
export interface PrivateApiModels {
  readonly apis: readonly ApiModel[];
  readonly endpoints: ReadonlyMap<string, string>;
}

/** AWS: "Set up a Lambda proxy integration with payload response streaming": at most 15 minutes. */
const MAX_TIMEOUT_MS = 15 * 60 * 1000;
const DEFAULT_TIMEOUT_MS = 29_000;

const STREAMING_URI =
  /^arn:aws:apigateway:[^:]+:lambda:path\/2021-11-15\/functions\/(.+)\/response-streaming-invocations$/;

/**
 * Reads the private REST APIs and the endpoints before them.
 *
 * @throws TemplateError for whatever of them is not played
 */
export function readPrivateApis(resolver: Resolver, findFunction: FindFunction): PrivateApiModels {
  const methods = all(resolver, 'AWS::ApiGateway::Method');
  const stages = all(resolver, 'AWS::ApiGateway::Stage').map(readStage);
  const responses = all(resolver, 'AWS::ApiGateway::GatewayResponse');
  const paths = resourcePaths(resolver);
  const apis = all(resolver, 'AWS::ApiGateway::RestApi').map((api): ApiModel => {
    const apiId = physicalId(api.resource, resolver);
    const isOfThisApi = (properties: Properties): boolean => properties.string('RestApiId') === apiId;
    return {
      apiId,
      accountId: api.resource.stack.account,
      region: api.resource.stack.region,
      ...readApi(api),
      stages: new Map(stages.filter((stage) => stage.apiId === apiId).map(({ name, variables }) => [name, variables])),
      methods: methods
        .filter(isOfThisApi)
        .map((method) => readMethod(method, paths, findFunction))
        .sort((one, other) => rank(one.resourcePath).localeCompare(rank(other.resourcePath))),
      responses: new Map(responses.filter(isOfThisApi).map(readGatewayResponse)),
    };
  });
  return { apis, endpoints: readEndpoints(resolver) };
}

function readApi(api: Properties): Pick<ApiModel, 'vpcEndpointIds' | 'binaryMediaTypes'> {
  api.closed(['BinaryMediaTypes', 'DisableExecuteApiEndpoint', 'EndpointConfiguration'], {
    Description: 'for people',
    Name: 'for people',
    Policy: 'the API is reached through its endpoints only',
    Tags: 'for bills',
  });
  if (api.boolean('DisableExecuteApiEndpoint', false)) {
    api.fail('DisableExecuteApiEndpoint', 'custom domain names are not played');
  }
  const endpoint = api.object('EndpointConfiguration').closed(['Types', 'VpcEndpointIds'], {
    IpAddressType: 'loopback has no network to build',
  });
  if (endpoint.strings('Types').join() !== 'PRIVATE') endpoint.fail('Types', 'only PRIVATE APIs are played');
  return { vpcEndpointIds: endpoint.strings('VpcEndpointIds'), binaryMediaTypes: api.strings('BinaryMediaTypes') };
}

function readStage(stage: Properties): { apiId: string; name: string; variables: Record<string, string> } {
  stage.closed(['CacheClusterEnabled', 'MethodSettings', 'RestApiId', 'StageName', 'Variables'], {
    AccessLogSetting: 'the load balancer writes the access log',
    DeploymentId: 'a stage plays the methods that the template has now',
    Description: 'for people',
    Tags: 'for bills',
    TracingEnabled: 'no traces are collected locally',
  });
  if (stage.boolean('CacheClusterEnabled', false)) stage.fail('CacheClusterEnabled', 'caching is not played');
  for (const settings of stage.objects('MethodSettings')) {
    settings.closed(['CachingEnabled'], {
      DataTraceEnabled: 'the load balancer writes the access log',
      HttpMethod: 'no setting is played',
      LoggingLevel: 'the load balancer writes the access log',
      MetricsEnabled: 'no metrics are kept locally',
      ResourcePath: 'no setting is played',
      ThrottlingBurstLimit: 'one machine is slower than any limit worth setting',
      ThrottlingRateLimit: 'one machine is slower than any limit worth setting',
    });
    if (settings.boolean('CachingEnabled', false)) settings.fail('CachingEnabled', 'caching is not played');
  }
  return { apiId: stage.string('RestApiId'), name: stage.string('StageName'), variables: stage.texts('Variables') };
}

function readMethod(method: Properties, paths: ReadonlyMap<string, string>, findFunction: FindFunction): ApiMethod {
  method.closed(['ApiKeyRequired', 'AuthorizationType', 'HttpMethod', 'Integration', 'ResourceId', 'RestApiId'], {
    MethodResponses: 'a proxy integration answers as its function says',
    OperationName: 'for people',
  });
  if ((method.optionalString('AuthorizationType') ?? 'NONE') !== 'NONE') {
    method.fail('AuthorizationType', 'only NONE is played');
  }
  if (method.boolean('ApiKeyRequired', false)) method.fail('ApiKeyRequired', 'API keys are not played');
  const integration = method
    .object('Integration')
    .closed(['IntegrationHttpMethod', 'ResponseTransferMode', 'TimeoutInMillis', 'Type', 'Uri']);
  if (integration.string('Type') !== 'AWS_PROXY') integration.fail('Type', 'only AWS_PROXY is played');
  if (integration.optionalString('ResponseTransferMode') !== 'STREAM') {
    integration.fail('ResponseTransferMode', 'only STREAM is played');
  }
  const invokedArn =
    STREAMING_URI.exec(integration.string('Uri'))?.[1] ?? integration.fail('Uri', 'is no streaming invocation');
  const timeoutMs = integration.optionalNumber('TimeoutInMillis') ?? DEFAULT_TIMEOUT_MS;
  if (timeoutMs > MAX_TIMEOUT_MS) integration.fail('TimeoutInMillis', 'more than 15 minutes');
  const resourceId = method.string('ResourceId');
  return {
    httpMethod: method.string('HttpMethod'),
    resourceId,
    resourcePath: paths.get(resourceId) ?? method.fail('ResourceId', `${resourceId} is no resource of the templates`),
    target: findFunction(invokedArn) ?? integration.fail('Uri', `${invokedArn} is no function of the templates`),
    invokedArn,
    timeoutMs,
  };
}

function rank(resourcePath: string): string {
  return resourcePath
    .split('/')
    .map((part) => (part.endsWith('+}') ? 'c' : part.startsWith('{') ? 'b' : 'a'))
    .join('');
}

/** Path of each resource, put together from its parents'. */
function resourcePaths(resolver: Resolver): Map<string, string> {
  const paths = new Map<string, string>();
  for (const api of resolver.resources('AWS::ApiGateway::RestApi')) paths.set(rootResourceId(api), '');
  const waiting = all(resolver, 'AWS::ApiGateway::Resource').map((resource) => ({
    id: physicalId(resource.resource, resolver),
    parent: resource.closed(['ParentId', 'PathPart', 'RestApiId']).string('ParentId'),
    part: resource.string('PathPart'),
  }));
  // Parents may come after their children: each round places at least one level.
  for (let round = 0; round < waiting.length; round += 1) {
    for (const { id, parent, part } of waiting) {
      const above = paths.get(parent);
      if (above !== undefined) paths.set(id, `${above}/${part}`);
    }
  }
  return paths;
}

/** Private addresses that the load balancer may be told, each with the endpoint whose interface has it. */
function readEndpoints(resolver: Resolver): Map<string, string> {
  const owners = new Map<string, string>();
  for (const endpoint of all(resolver, 'AWS::EC2::VPCEndpoint')) {
    endpoint.closed(['ServiceName', 'SubnetIds', 'VpcEndpointType'], {
      IpAddressType: 'loopback has no network to build',
      PolicyDocument: 'nothing on loopback asks for permission',
      PrivateDnsEnabled: 'loopback has no network to build',
      SecurityGroupIds: 'loopback has no network to build',
      Tags: 'for bills',
      VpcId: 'loopback has no network to build',
    });
    if (!endpoint.string('ServiceName').endsWith('.execute-api')) {
      endpoint.fail('ServiceName', 'only endpoints for execute-api are played');
    }
    const { resource, where } = endpoint;
    const interfaces = resolver.attribute(resource.logicalId, 'NetworkInterfaceIds', resource.stack, where);
    for (const id of Array.isArray(interfaces) ? interfaces : [])
      owners.set(String(id), physicalId(resource, resolver));
  }
  const addresses = new Map<string, string>();
  for (const type of SDK_CALL_TYPES) {
    for (const call of resolver.resources(type)) {
      const id = networkInterfaceOf(call, resolver);
      const owner = owners.get(id);
      if (owner !== undefined) addresses.set(addressOf(id), owner);
    }
  }
  return addresses;
}

function all(resolver: Resolver, type: string): Properties[] {
  return resolver.resources(type).map((resource) => propertiesOf(resource, resolver));
}
