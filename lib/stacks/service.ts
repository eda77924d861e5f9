import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EachFunction } from '../bundle.ts';
import type { StageConfig } from '../config/index.ts';
import { CallAudit } from '../constructs/call-audit.ts';
import { type CertificateSource, Domain, EdgeListener } from '../constructs/edge/index.ts';
import { EndpointAddresses } from '../constructs/endpoint-addresses.ts';
import { ExecuteApiEndpoint } from '../constructs/execute-api-endpoint.ts';
import { Functions } from '../constructs/functions/index.ts';
import { ZONE_COUNT } from '../constructs/network.ts';
import { pascalCase } from '../constructs/pascal-case.ts';
import { API_STAGE, PrivateApi } from '../constructs/private-api/index.ts';
import { SigningKey } from '../constructs/signing-key.ts';
import type { FunctionTable } from '../functions/index.ts';
import { certificateParameter, tableNames } from '../names.ts';
import type { NetworkStack } from './network.ts';

export interface ServiceStackProps extends StackProps {
  /** The stage's name. */
  readonly stage: string;
  /** The stage's configuration. */
  readonly config: StageConfig;
  /** The VPC, the security groups and the load balancer. */
  readonly network: Pick<
    NetworkStack,
    'vpc' | 'endpointSubnets' | 'endpointSecurityGroup' | 'alb' | 'port' | 'publicUrl'
  >;
  /** Directory of each function's bundled code. */
  readonly code: EachFunction<string>;
  /**
   * The functions of the stage, besides toolkit functions.
   *
   * @default FUNCTIONS
   */
  readonly functions?: FunctionTable | undefined;
}

/** Headers that can carry credentials. `lambda/auth/admission/credentials.ts` reads them; a key may come in either. */
const CREDENTIAL_HEADERS = ['Authorization', 'X-Api-Key'];

/** Everything that can be created again without loss: functions, private API and its endpoint, listener and rules. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { stage, config, code, network } = props;
    const tables = tableNames(stage);
    // The stage schema allows exactly the values of this enumeration.
    const logRetention: RetentionDays = config.logs.retentionDays;

    const endpoint = new ExecuteApiEndpoint(this, 'ExecuteApi', {
      vpc: network.vpc,
      subnets: network.endpointSubnets,
      apiStage: API_STAGE,
      securityGroup: network.endpointSecurityGroup,
    });
    const { secret } = new SigningKey(this, 'SigningKey');
    // The stage schema allows exactly the values of this enumeration.
    const retention: RetentionDays = config.audit.retentionDays;
    const calls = config.audit.calls
      ? new CallAudit(this, 'CallAudit', { retention, retain: config.catalog.retain })
      : undefined;
    const { deployed } = new Functions(this, 'Functions', {
      stage,
      config,
      functions: props.functions,
      code,
      // By name, not as a reference to their stack: CloudFormation would send a request for each place where one is used, and
      // throttle itself. https://github.com/aws/aws-cdk/issues/38010
      catalog: TableV2.fromTableName(this, 'Catalog', tables.catalog),
      state: TableV2.fromTableName(this, 'State', tables.state),
      signingKey: secret,
      calls,
      publicUrl: network.publicUrl,
      logRetention,
    });
    const api = new PrivateApi(this, 'PrivateApi', {
      stage,
      endpoint,
      endpointPlacement: config.network,
      functions: deployed,
      createAccountRole: config.apiGateway.accountRole === 'create',
      requestsPerSecond: config.limits.requestsPerSecond,
      requestBurst: config.limits.requestBurst,
      logRetention,
    });
    const { addresses } = new EndpointAddresses(this, 'EndpointAddresses', {
      endpoint,
      count: config.network.existing?.subnetIds.length ?? ZONE_COUNT,
      logRetention,
    });
    new EdgeListener(this, 'Listener', {
      vpc: network.vpc,
      alb: network.alb,
      port: network.port,
      placement: { scheme: config.edge.scheme, ...config.network },
      certificate: this.certificate(props),
      credentialHeaders: config.auth.anonymous === undefined ? CREDENTIAL_HEADERS : [],
      functions: deployed,
      endpointAddresses: addresses,
      privateApi: api,
    });

    for (const [name, { failedEvents }] of Object.entries(deployed)) {
      if (failedEvents === undefined) continue;
      new CfnOutput(this, `${pascalCase(name)}FailedEvents`, {
        value: failedEvents.queueUrl,
        description: `The queue with a record of each event that ${name} failed to handle`,
      });
    }
    if (calls !== undefined) {
      new CfnOutput(this, 'CallAuditLogGroup', {
        value: calls.logGroupName,
        description: 'The log group with a decision and an outcome for each call',
      });
    }
    new CfnOutput(this, 'SigningKeySecret', {
      value: secret.secretArn,
      description: 'The secret to store a new value in to rotate the signing key',
    });
    new CfnOutput(this, 'Endpoint', {
      value: `${network.publicUrl}/mcp`,
      description: 'The MCP server named default; others are below it, at /mcp/{server}',
    });
  }

  /** The certificate that the stage names or creates, or the one that a parameter of the account names. */
  private certificate({ stage, config, network }: ServiceStackProps): CertificateSource | undefined {
    const { domainName, hostedZone, certificateArn, ipAddressType } = config.edge;
    const domain =
      domainName === undefined || hostedZone === undefined
        ? undefined
        : new Domain(this, 'Domain', {
            domainName,
            hostedZone,
            alb: network.alb,
            dualStack: ipAddressType === 'dualstack',
            certificate: !config.insecureHttp,
          });
    if (config.insecureHttp) return undefined;
    const arn = certificateArn ?? domain?.certificateArn;
    return arn === undefined ? { parameter: certificateParameter(stage) } : { arn };
  }
}
