import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/index.ts';
import { LoadBalancer } from '../constructs/edge/index.ts';
import { Network, ZONE_COUNT } from '../constructs/network.ts';

export interface NetworkStackProps extends StackProps {
  /** The stage's configuration. */
  readonly config: Pick<StageConfig, 'edge' | 'insecureHttp' | 'logs' | 'network'>;
}

/**
 * The VPC, the security groups, the load balancer and the bucket of its access logs. The load balancer is created last: it can be
 * protected from deletion, and CloudFormation cannot roll back a stack that holds a protected resource.
 */
export class NetworkStack extends Stack {
  /** Holds the load balancer and the endpoint of the private API. */
  readonly vpc: IVpc;
  /** The subnets of the private API's endpoint. */
  readonly endpointSubnets: SubnetSelection;
  /** Security group of the private API's endpoint: it admits the load balancer alone. */
  readonly endpointSecurityGroup: ISecurityGroup;
  /** The load balancer, without a listener. */
  readonly alb: IApplicationLoadBalancer;
  /** Port that agents connect to. */
  readonly port: number;
  /** URL of the endpoint, without a trailing slash. */
  readonly publicUrl: string;

  private readonly zones: readonly string[] | undefined;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    const { config, ...stackProps } = props;
    super(scope, id, { ...stackProps, terminationProtection: config.edge.deletionProtection });
    this.zones = config.network.zones;
    // The stage schema allows exactly the values of this enumeration.
    const logRetention: RetentionDays = config.logs.retentionDays;

    const internal = config.edge.scheme === 'internal';
    const dualStack = config.edge.ipAddressType === 'dualstack';
    const network = new Network(this, 'Network', {
      cidr: config.network.cidr,
      existing: config.network.existing,
      namesZones: config.network.zones !== undefined,
      internal,
      dualStack,
      logRetention,
    });
    const { vpc, endpointSecurityGroup, endpointSubnets, loadBalancerSubnets } = network;
    const { alb, port, publicUrl } = new LoadBalancer(this, 'LoadBalancer', {
      vpc,
      subnets: loadBalancerSubnets,
      internal,
      dualStack,
      endpointSecurityGroup,
      insecureHttp: config.insecureHttp,
      allowedCidrs: config.edge.allowedCidrs,
      domainName: config.edge.domainName,
      idleTimeout: Duration.seconds(config.edge.idleTimeoutSeconds),
      deletionProtection: config.edge.deletionProtection,
      logRetention: Duration.days(config.logs.retentionDays),
    });
    // Routes, flow log and security groups may fail, so they come first.
    alb.node.addDependency(network);
    this.vpc = vpc;
    this.endpointSubnets = endpointSubnets;
    this.endpointSecurityGroup = endpointSecurityGroup;
    this.alb = alb;
    this.port = port;
    this.publicUrl = publicUrl;
    new CfnOutput(this, 'LoadBalancerDnsName', {
      value: alb.loadBalancerDnsName,
      description: "Where the domain name's DNS record must point",
    });
  }

  /**
   * The zones that the stage names, or those that CloudFormation lists. With an account in the stack's environment, the CDK would
   * look them up during synthesis.
   */
  override get availabilityZones(): string[] {
    return this.zones === undefined ? this.listedZones() : [...this.zones];
  }

  private listedZones(): string[] {
    return Array.from({ length: ZONE_COUNT }, (_, index) => Fn.select(index, Fn.getAzs()));
  }
}
