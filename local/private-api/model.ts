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
import type { StreamingFaults } from './faults.ts';
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
  /** Interface endpoints through which it is reachable. */
  readonly vpcEndpointIds: readonly string[];
  readonly binaryMediaTypes: readonly string[];
  /** Stage variables by the stage's name. */
  readonly stages: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The most specific resource first: a literal segment before a parameter, a parameter before a greedy one. */
  readonly methods: readonly ApiMethod[];
  readonly responses: GatewayResponses;
}

/** The private APIs, and the interface endpoint of each private address. */
export interface PrivateApiModels {
  readonly apis: readonly ApiModel[];
  readonly endpoints: ReadonlyMap<string, string>;
  readonly faults?: StreamingFaults;
}

/** AWS: "Set up a Lambda proxy integration with payload response streaming": at most 15 minutes. */
const MAX_TIMEOUT_MS = 15 * 60 * 1000;
const DEFAULT_TIMEOUT_MS = 29_000;

const STREAMING_URI =
  /^arn:aws:apigateway:[^:]+:lambda:path\/2021-11-15\/functions\/(.+)\/response-streaming-invocations$/;

/**
 * Reads the private REST APIs and their interface endpoints.
 *
 * @throws TemplateError for a property that is not emulated
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
    Description: 'informational only',
    Name: 'informational only',
    Policy: 'resource policies are not emulated',
    Tags: 'cost allocation only',
  });
  if (api.boolean('DisableExecuteApiEndpoint', false)) {
    api.fail('DisableExecuteApiEndpoint', 'custom domain names are not emulated');
  }
  const endpoint = api.object('EndpointConfiguration').closed(['Types', 'VpcEndpointIds'], {
    IpAddressType: 'the local stack has no network',
  });
  if (endpoint.strings('Types').join() !== 'PRIVATE') endpoint.fail('Types', 'only PRIVATE APIs are emulated');
  return { vpcEndpointIds: endpoint.strings('VpcEndpointIds'), binaryMediaTypes: api.strings('BinaryMediaTypes') };
}

function readStage(stage: Properties): { apiId: string; name: string; variables: Record<string, string> } {
  stage.closed(['CacheClusterEnabled', 'MethodSettings', 'RestApiId', 'StageName', 'Variables'], {
    AccessLogSetting: 'the load balancer writes the access log',
    DeploymentId: 'a stage serves the methods of the current template',
    Description: 'informational only',
    Tags: 'cost allocation only',
    TracingEnabled: 'the local stack collects no traces',
  });
  if (stage.boolean('CacheClusterEnabled', false)) stage.fail('CacheClusterEnabled', 'caching is not emulated');
  for (const settings of stage.objects('MethodSettings')) {
    settings.closed(['CachingEnabled'], {
      DataTraceEnabled: 'the load balancer writes the access log',
      HttpMethod: 'method settings are not emulated',
      LoggingLevel: 'the load balancer writes the access log',
      MetricsEnabled: 'the local stack keeps no metrics',
      ResourcePath: 'method settings are not emulated',
      ThrottlingBurstLimit: 'throughput limits are not emulated',
      ThrottlingRateLimit: 'throughput limits are not emulated',
    });
    if (settings.boolean('CachingEnabled', false)) settings.fail('CachingEnabled', 'caching is not emulated');
  }
  return { apiId: stage.string('RestApiId'), name: stage.string('StageName'), variables: stage.texts('Variables') };
}

function readMethod(method: Properties, paths: ReadonlyMap<string, string>, findFunction: FindFunction): ApiMethod {
  method.closed(['ApiKeyRequired', 'AuthorizationType', 'HttpMethod', 'Integration', 'ResourceId', 'RestApiId'], {
    MethodResponses: 'the function determines the response of a proxy integration',
    OperationName: 'informational only',
  });
  if ((method.optionalString('AuthorizationType') ?? 'NONE') !== 'NONE') {
    method.fail('AuthorizationType', 'only NONE is emulated');
  }
  if (method.boolean('ApiKeyRequired', false)) method.fail('ApiKeyRequired', 'API keys are not emulated');
  const integration = method
    .object('Integration')
    .closed(['IntegrationHttpMethod', 'ResponseTransferMode', 'TimeoutInMillis', 'Type', 'Uri']);
  if (integration.string('Type') !== 'AWS_PROXY') integration.fail('Type', 'only AWS_PROXY is emulated');
  if (integration.optionalString('ResponseTransferMode') !== 'STREAM') {
    integration.fail('ResponseTransferMode', 'only STREAM is emulated');
  }
  const invokedArn =
    STREAMING_URI.exec(integration.string('Uri'))?.[1] ??
    integration.fail('Uri', 'expected a response-streaming-invocations URI');
  const timeoutMs = integration.optionalNumber('TimeoutInMillis') ?? DEFAULT_TIMEOUT_MS;
  if (timeoutMs > MAX_TIMEOUT_MS) integration.fail('TimeoutInMillis', 'expected at most 15 minutes (900000)');
  const resourceId = method.string('ResourceId');
  return {
    httpMethod: method.string('HttpMethod'),
    resourceId,
    resourcePath:
      paths.get(resourceId) ?? method.fail('ResourceId', `${resourceId} is not a resource of the templates`),
    target: findFunction(invokedArn) ?? integration.fail('Uri', `${invokedArn} is not a function of the templates`),
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

/** Full path of each resource, by its id. */
function resourcePaths(resolver: Resolver): Map<string, string> {
  const paths = new Map<string, string>();
  for (const api of resolver.resources('AWS::ApiGateway::RestApi')) paths.set(rootResourceId(api), '');
  const waiting = all(resolver, 'AWS::ApiGateway::Resource').map((resource) => ({
    id: physicalId(resource.resource, resolver),
    parent: resource.closed(['ParentId', 'PathPart', 'RestApiId']).string('ParentId'),
    part: resource.string('PathPart'),
  }));
  // A parent can follow its children: each round resolves at least one level.
  for (let round = 0; round < waiting.length; round += 1) {
    for (const { id, parent, part } of waiting) {
      const above = paths.get(parent);
      if (above !== undefined) paths.set(id, `${above}/${part}`);
    }
  }
  return paths;
}

/** The private addresses of the endpoints' network interfaces, which the load balancer's target groups list. */
function readEndpoints(resolver: Resolver): Map<string, string> {
  const owners = new Map<string, string>();
  for (const endpoint of all(resolver, 'AWS::EC2::VPCEndpoint')) {
    endpoint.closed(['ServiceName', 'SubnetIds', 'VpcEndpointType'], {
      IpAddressType: 'the local stack has no network',
      PolicyDocument: 'endpoint policies are not emulated',
      PrivateDnsEnabled: 'the local stack has no network',
      SecurityGroupIds: 'the local stack has no network',
      Tags: 'cost allocation only',
      VpcId: 'the local stack has no network',
    });
    if (!endpoint.string('ServiceName').endsWith('.execute-api')) {
      endpoint.fail('ServiceName', 'only endpoints for execute-api are emulated');
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
