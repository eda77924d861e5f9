import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  IpAddresses,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface NetworkProps {
  /** IPv4 block of the VPC. */
  readonly cidr: string;
  /** Days that CloudWatch Logs keeps the flow logs. */
  readonly logRetention: RetentionDays;
}

/** Availability Zones of the load balancer and the endpoint. An ALB requires at least two. */
export const ZONE_COUNT = 2;

/**
 * A VPC that carries requests from the load balancer to API Gateway's private endpoint. Nothing in it makes outbound connections, so
 * it has no NAT gateway; the functions run outside the VPC.
 */
export class Network extends Construct {
  /** Holds the load balancer and the endpoint. */
  readonly vpc: IVpc;
  /** The security group of the endpoint. Has no inbound rule until the load balancer adds one. */
  readonly endpointSecurityGroup: ISecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);

    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(props.cidr),
      maxAzs: ZONE_COUNT,
      natGateways: 0,
      subnetConfiguration: [
        // The load balancer gets its public addresses from AWS; nothing else in the subnet may have one.
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        { name: 'Endpoint', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 27 },
      ],
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'FlowLogs', { retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY }),
      ),
    });

    this.endpointSecurityGroup = new SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc,
      description: 'Private API endpoint: HTTPS from the load balancer only',
      allowAllOutbound: false,
    });
  }
}
