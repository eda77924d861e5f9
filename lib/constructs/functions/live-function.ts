import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  CfnFunction,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface LiveFunctionProps {
  /** Shown in the Lambda console. */
  readonly description: string;
  /** Directory of the bundled code. */
  readonly codeDirectory: string;
  /** Memory in MB. */
  readonly memoryMb: number;
  /** When Lambda stops an invocation. */
  readonly timeout: Duration;
  /**
   * Maximum concurrent invocations.
   *
   * @default - no limit except the account's
   */
  readonly reservedConcurrency?: number | undefined;
  /**
   * A value in the environment that only a deployment knows, and that can change while the template does not; at most 256
   * characters. It becomes the description of the version, which cannot be updated: a changed value publishes a new version.
   *
   * @default - every change of the environment changes the template
   */
  readonly deployedValue?: string | undefined;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Subnets and security groups of the function's network interfaces.
   *
   * @default - the function runs outside a VPC
   */
  readonly vpc?: FunctionVpc | undefined;
  /** Days that CloudWatch Logs keeps the function's log. */
  readonly logRetention: RetentionDays;
}

/** Existing subnets and security groups, by their IDs. */
export interface FunctionVpc {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** What Lambda does with a function's role to run it in a VPC. AWS: lambda/latest/dg/configuration-vpc.html, "Required IAM permissions" */
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * A function behind the alias `live`: callers invoke the alias, and a deployment moves it to the new version. Outside
 * a VPC, it reaches upstreams without a NAT gateway; in one, the routes of its subnets decide what it reaches. Its role allows only writing its log; subclasses add statements.
 */
export class LiveFunction extends Construct {
  /** The alias `live`. Callers invoke the function only through it. */
  readonly alias: IFunction;
  /** The function's role. */
  protected readonly role: Role;

  constructor(scope: Construct, id: string, props: LiveFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Lambda's managed policy would allow writing to every log of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);

    const { deployedValue } = props;
    const lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.codeDirectory),
      handler: 'index.handler',
      memorySize: props.memoryMb,
      timeout: props.timeout,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      environment: props.environment,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // INFO would log the start and end of every invocation, most of the log; WARN keeps the problems.
      systemLogLevelV2: SystemLogLevel.WARN,
      // The CDK names a version by its template, so a new value behind a token would leave the alias at the old one.
      ...(deployedValue === undefined ? {} : { currentVersionOptions: { description: deployedValue } }),
    });
    acknowledgeChoices(lambda);
    // By IDs alone: the L2 construct would need the VPC, and attach a policy for every log of the account.
    if (props.vpc !== undefined) this.enterVpc(lambda, props.vpc);
    this.alias = lambda.addAlias('live');
  }

  private enterVpc(lambda: LambdaFunction, { subnetIds, securityGroupIds }: FunctionVpc): void {
    const resource = lambda.node.defaultChild;
    if (!(resource instanceof CfnFunction)) throw new Error(`${lambda.node.path}: expected an L1 function inside`);
    resource.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
    this.role.addToPolicy(new PolicyStatement({ sid: 'EnterVpc', actions: NETWORK_INTERFACES, resources: ['*'] }));
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Lambda requires these actions on every resource to create the network interfaces of a function (Lambda Developer Guide, ' +
        'Giving Lambda functions access to resources in an Amazon VPC); the stage puts the function into a VPC.',
    });
  }
}

/** Findings of cdk-nag's Serverless pack that hold for every function of a stage. */
function acknowledgeChoices(lambda: LambdaFunction): void {
  Validations.of(lambda).acknowledge(
    {
      id: 'Serverless-LambdaDLQ',
      reason:
        'A dead letter queue receives asynchronous events alone. The load balancer, the private API and the functions of the stage ' +
        'wait for the response of every other invocation, and report its failure to the client.',
    },
    {
      id: 'Serverless-LambdaTracing',
      reason:
        'The log has a line for each request with the trace ID of the client (W3C Trace Context), which upstreams receive, too. X-Ray ' +
        'would start a trace of its own, is billed by trace, and needs a right on every resource (xray:PutTraceSegments).',
    },
  );
}
