import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
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
  /** What the function is for, in the console's list. */
  readonly description: string;
  /** Directory of the bundled code. */
  readonly codeDirectory: string;
  /** Memory in MB. */
  readonly memoryMb: number;
  /** When Lambda stops an invocation. */
  readonly timeout: Duration;
  /**
   * Most invocations at once.
   *
   * @default - no cap but the account's
   */
  readonly reservedConcurrency?: number | undefined;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long the function's log is kept. */
  readonly logRetention: RetentionDays;
}

/**
 * A function behind an alias: callers know `live`, and a deployment moves it from one version to the next. It stands outside the
 * VPC, so that it reaches upstreams without a NAT gateway, and may do nothing but write its log until its role is told more.
 */
export class LiveFunction extends Construct {
  /** The alias `live`: the only way to call the function. */
  readonly alias: IFunction;
  /** What the function may do. */
  protected readonly role: Role;

  constructor(scope: Construct, id: string, props: LiveFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not Lambda's managed policy: that one may write to every log of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);

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
      // Start and end of every invocation would be most of the log; its problems are not.
      systemLogLevelV2: SystemLogLevel.WARN,
    });
    this.alias = lambda.addAlias('live');
  }
}
