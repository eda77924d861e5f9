import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IInterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeployedFunction } from '../functions/index.ts';
import { gatewayResponses } from './gateway-responses.ts';

export interface PrivateApiProps {
  /** The stage's name. */
  readonly stage: string;
  /** The interface endpoint, the only way to reach the API. */
  readonly endpoint: IInterfaceVpcEndpoint;
  /**
   * Values of the stage whose change replaces the endpoint. API Gateway applies a changed resource policy with the next deployment of
   * the API, and the template refers to the endpoint by its logical id, which stays.
   *
   * @default - none
   */
  readonly endpointPlacement?: object;
  /** The stage's functions, by name. Those that are reached through the private API get a method each. */
  readonly functions: Readonly<Record<string, DeployedFunction>>;
  /**
   * Whether to create the role with which API Gateway writes the logs of all APIs of the account and Region.
   *
   * @default false
   */
  readonly createAccountRole?: boolean;
  /** Requests per second above which API Gateway returns 429. */
  readonly requestsPerSecond: number;
  /** Burst of requests that may exceed the rate. */
  readonly requestBurst: number;
  /** Days that CloudWatch Logs keeps the API's logs. */
  readonly logRetention: RetentionDays;
}

/** Name of the API's only stage, and so the first step of every path that API Gateway receives. */
export const API_STAGE = 'live';

/** Added to the function's timeout, so that Lambda reports a timeout before API Gateway does. */
const TIMEOUT_MARGIN = Duration.seconds(30);

/**
 * A private REST API that streams responses. An ALB buffers the response of a Lambda target, and relays the response of an ip target
 * as it arrives; a private REST API behind an interface endpoint is an ip target.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export class PrivateApi extends Construct {
  /** Host name by which the endpoint selects the API. */
  readonly host: string;
  /** First step of the API's paths, with a leading slash. */
  readonly pathPrefix = `/${API_STAGE}`;

  constructor(scope: Construct, id: string, props: PrivateApiProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { createAccountRole = false } = props;
    const retain = { retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY };

    const api = new RestApi(this, 'Api', {
      restApiName: `spillway-${props.stage}`,
      description: `Spillway ${props.stage}: MCP calls from the load balancer, streamed`,
      endpointConfiguration: { types: [EndpointType.PRIVATE], vpcEndpoints: [props.endpoint] },
      policy: onlyFrom(props.endpoint),
      // API Gateway can write logs only after the account has a role for it. There is one for each account and Region, so a stage
      // that creates it replaces the role of every other API. It stays for them when the stage is deleted.
      cloudWatchRole: createAccountRole,
      ...(createAccountRole ? { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } : {}),
      deployOptions: {
        stageName: API_STAGE,
        accessLogDestination: new LogGroupLogDestination(new LogGroup(this, 'AccessLogs', retain)),
        accessLogFormat,
        loggingLevel: MethodLoggingLevel.ERROR,
        // Arguments and results are private to the callers, so they never appear in a log.
        dataTraceEnabled: false,
        throttlingRateLimit: props.requestsPerSecond,
        throttlingBurstLimit: props.requestBurst,
      },
    });
    // On the first error API Gateway would create this group itself, without an expiry.
    const executionLogs = new LogGroup(this, 'ExecutionLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${API_STAGE}`,
      ...retain,
    });
    api.deploymentStage.node.addDependency(executionLogs);
    if (props.endpointPlacement !== undefined) api.latestDeployment?.addToLogicalId(props.endpointPlacement);

    for (const { reached, ...target } of Object.values(props.functions)) {
      if (reached.by === 'private-api') addStreamingMethod(api, reached.pathPrefix, target);
    }
    for (const response of gatewayResponses) api.addGatewayResponse(response.type.responseType, response);

    // The CDK's output, an address that is reachable only through the endpoint.
    api.node.tryRemoveChild('Endpoint');
    this.host = `${api.restApiId}.execute-api.${stack.region}.${stack.urlSuffix}`;
    acknowledge(api, createAccountRole);
  }
}

/** Adds `POST {pathPrefix}/{proxy+}`. */
function addStreamingMethod(api: RestApi, pathPrefix: string, target: Omit<DeployedFunction, 'reached'>): void {
  // Not addProxy(): it would add the method to the parent as well, where there is no MCP server.
  const resource = api.root.resourceForPath(pathPrefix).addResource('{proxy+}');
  const integration = new LambdaIntegration(target.alias, {
    responseTransferMode: ResponseTransferMode.STREAM,
    timeout: target.timeout.plus(TIMEOUT_MARGIN),
    // The console's test call buffers, and would add one more caller to the function's policy.
    allowTestInvoke: false,
  });
  resource.addMethod('POST', integration);
}

/** One JSON line per request, without headers, query and body. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    path: AccessLogField.contextPath(),
    status: AccessLogField.contextStatus(),
    bytes: AccessLogField.contextResponseLength(),
    milliseconds: AccessLogField.contextResponseLatency(),
    integrationMilliseconds: AccessLogField.contextIntegrationLatency(),
    error: AccessLogField.contextErrorResponseType(),
  }),
);

/** A private API refuses every request that its resource policy does not allow. */
function onlyFrom(endpoint: IInterfaceVpcEndpoint): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: { StringEquals: { 'aws:SourceVpce': endpoint.vpcEndpointId } },
      }),
    ],
  });
}

function acknowledge(api: RestApi, hasAccountRole: boolean): void {
  const admission =
    'Reachable only through the interface endpoint: the resource policy names it, and its security group admits only the load ' +
    'balancer. The load balancer restricts addresses, and the function authorizes callers, because MCP clients expect JSON-RPC errors.';
  if (hasAccountRole) {
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason:
        'AWS maintains this policy for the one role that API Gateway writes the logs of an account and Region with ' +
        '(Set up CloudWatch API logging, API Gateway Developer Guide). It allows writing logs, and only API Gateway may assume the role.',
    });
  }
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG3',
      reason:
        'Only the load balancer reaches this API, and it hides the addresses of the callers. A web ACL belongs on the load balancer, ' +
        'which sees the callers and admits only the addresses that the stage lists.',
    },
    { id: 'AwsSolutions-APIG4', reason: admission },
    { id: 'AwsSolutions-COG4', reason: admission },
    {
      id: 'Serverless-APIGWXrayEnabled',
      reason:
        'X-Ray would record the path of each request, and start a trace that neither clients nor upstreams know. The access log has ' +
        'the same durations, and the functions log the trace ID that the client sent.',
    },
    {
      id: 'AwsSolutions-APIG2',
      reason:
        "The function validates every request against the protocol and the tool's own schema, and reports what is wrong. A model " +
        'in API Gateway would not know the tools, and would refuse requests in a format that MCP clients cannot read.',
    },
  );
}
