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
  /** Days that CloudWatch Logs keeps the function's log. */
  readonly logRetention: RetentionDays;
}

/**
 * A function behind the alias `live`: callers invoke the alias, and a deployment moves it to the new version. The function runs
 * outside the VPC, so it reaches upstreams without a NAT gateway. Its role allows only writing its log; subclasses add statements.
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
    this.alias = lambda.addAlias('live');
  }
}
