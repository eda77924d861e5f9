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
  /** The only way in. */
  readonly endpoint: IInterfaceVpcEndpoint;
  /** The stage's functions, by name. Those that are reached through the private API get a method each. */
  readonly functions: Readonly<Record<string, DeployedFunction>>;
  /** Requests a second before API Gateway answers 429. */
  readonly requestsPerSecond: number;
  /** Requests at once above that rate. */
  readonly requestBurst: number;
  /** How long logs are kept. */
  readonly logRetention: RetentionDays;
}

/** The name of the API's one stage: first step of every path that API Gateway sees. */
const API_STAGE = 'live';

/** What the function may run over before API Gateway gives up: enough for Lambda to report its own timeout first. */
const TIMEOUT_MARGIN = Duration.seconds(30);

/**
 * The way that streams. An ALB buffers a Lambda target whole, and relays an ip target as it comes; a private REST API behind an
 * interface endpoint is an ip target.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export class PrivateApi extends Construct {
  /** Host name by which the endpoint knows the API. */
  readonly host: string;
  /** First step of the API's paths, with its slash. */
  readonly pathPrefix = `/${API_STAGE}`;

  constructor(scope: Construct, id: string, props: PrivateApiProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const retain = { retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY };

    const api = new RestApi(this, 'Api', {
      restApiName: `spillway-${props.stage}`,
      description: `Spillway ${props.stage}: MCP calls from the load balancer, streamed`,
      endpointConfiguration: { types: [EndpointType.PRIVATE], vpcEndpoints: [props.endpoint] },
      policy: onlyFrom(props.endpoint),
      // Neither access nor execution logs can be written before the account has a role for them.
      cloudWatchRole: true,
      deployOptions: {
        stageName: API_STAGE,
        accessLogDestination: new LogGroupLogDestination(new LogGroup(this, 'AccessLogs', retain)),
        accessLogFormat,
        loggingLevel: MethodLoggingLevel.ERROR,
        // Arguments and results are the callers' own: never in a log.
        dataTraceEnabled: false,
        throttlingRateLimit: props.requestsPerSecond,
        throttlingBurstLimit: props.requestBurst,
      },
    });
    // API Gateway makes this group itself on the first error, to be kept for ever: make it first.
    const executionLogs = new LogGroup(this, 'ExecutionLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${API_STAGE}`,
      ...retain,
    });
    api.deploymentStage.node.addDependency(executionLogs);

    for (const { reached, ...target } of Object.values(props.functions)) {
      if (reached.by === 'private-api') addStreamingMethod(api, reached.pathPrefix, target);
    }
    for (const response of gatewayResponses) api.addGatewayResponse(response.type.responseType, response);

    // The library's own output: an address that nobody can reach.
    api.node.tryRemoveChild('Endpoint');
    this.host = `${api.restApiId}.execute-api.${stack.region}.${stack.urlSuffix}`;
    acknowledge(api);
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

/** One JSON line a request; no header, no query, no body. */
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

/** A private API refuses whom its policy does not name. */
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

function acknowledge(api: RestApi): void {
  const admission =
    'Reachable only through the interface endpoint, which the resource policy names and whose security group admits the load ' +
    'balancer alone. Callers are admitted there and judged by the function, which must answer MCP clients in JSON-RPC.';
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason:
        'The policy that AWS maintains for the one role through which API Gateway writes the logs of an account and Region ' +
        '(Set up CloudWatch API logging, API Gateway Developer Guide). It writes logs, and API Gateway alone may assume it.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason:
        'Nothing reaches this API but the load balancer, and it hides who asked: a web ACL belongs on the load balancer, which ' +
        'sees callers and admits only the addresses that the stage names.',
    },
    { id: 'AwsSolutions-APIG4', reason: admission },
    { id: 'AwsSolutions-COG4', reason: admission },
    {
      id: 'AwsSolutions-APIG2',
      reason:
        "The function validates every request against the protocol and the tool's own schema, and names what is wrong; a model " +
        'at the gateway would know no tool and refuse in a shape that MCP clients cannot read.',
    },
  );
}
