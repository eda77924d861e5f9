import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EachFunction } from '../bundle.ts';
import type { StageConfig } from '../config/index.ts';
import { EdgeListener, LoadBalancer } from '../constructs/edge/index.ts';
import { EndpointAddresses } from '../constructs/endpoint-addresses.ts';
import { Functions } from '../constructs/functions.ts';
import { Network, ZONE_COUNT } from '../constructs/network.ts';
import { PrivateApi } from '../constructs/private-api/index.ts';
import { SigningKey } from '../constructs/signing-key.ts';

export interface ServiceStackProps extends StackProps {
  /** The stage's name. */
  readonly stage: string;
  /** The stage's configuration. */
  readonly config: StageConfig;
  /** The catalogue of tools. */
  readonly catalog: ITableV2;
  /** The table of tasks and open questions. */
  readonly state: ITableV2;
  /** Directory of each function's bundled code. */
  readonly code: EachFunction<string>;
}

/** All that can be made anew: the way from an agent's request to its answer. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { stage, config, code } = props;
    // The configuration allows exactly the days that this enumeration names.
    const logRetention: RetentionDays = config.logs.retentionDays;

    const network = new Network(this, 'Network', { cidr: config.network.cidr, logRetention });
    const loadBalancer = new LoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      endpointSecurityGroup: network.endpointSecurityGroup,
      insecureHttp: config.insecureHttp,
      allowedCidrs: config.edge.allowedCidrs,
      domainName: config.edge.domainName,
      idleTimeout: Duration.seconds(config.edge.idleTimeoutSeconds),
      deletionProtection: config.edge.deletionProtection,
      logRetention: Duration.days(config.logs.retentionDays),
    });
    const { publicUrl } = loadBalancer;
    const signingKey = new SigningKey(this, 'SigningKey').secret;
    const tables = { catalog: props.catalog, state: props.state };
    const told = { stage, config, code, publicUrl, logRetention };
    const functions = new Functions(this, 'Functions', { ...told, ...tables, signingKey });
    const api = new PrivateApi(this, 'PrivateApi', {
      stage,
      endpoint: network.endpoint,
      stream: functions.stream,
      functionTimeout: Duration.seconds(config.functions.stream.timeoutSeconds),
      requestsPerSecond: config.limits.requestsPerSecond,
      requestBurst: config.limits.requestBurst,
      logRetention,
    });
    const { addresses } = new EndpointAddresses(this, 'EndpointAddresses', {
      endpoint: network.endpoint,
      count: ZONE_COUNT,
      logRetention,
    });
    new EdgeListener(this, 'Listener', {
      vpc: network.vpc,
      alb: loadBalancer.alb,
      port: loadBalancer.port,
      certificateParameter: config.insecureHttp ? undefined : `/spillway/${stage}/certificate-arn`,
      auth: config.auth,
      direct: functions.direct,
      endpointAddresses: addresses,
      apiHost: api.host,
      apiPathPrefix: api.pathPrefix,
    });

    new CfnOutput(this, 'Endpoint', {
      value: `${publicUrl}/mcp`,
      description: 'The MCP server named default; others are below it, at /mcp/{server}',
    });
    new CfnOutput(this, 'LoadBalancerDnsName', {
      value: loadBalancer.alb.loadBalancerDnsName,
      description: "Where the domain name's DNS record must point",
    });
  }
}
