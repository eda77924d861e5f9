import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  type InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
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
  /** How long flow logs are kept. */
  readonly logRetention: RetentionDays;
}

/** Availability Zones that the load balancer and the endpoint stand in: an ALB asks for two at least. */
export const ZONE_COUNT = 2;

/**
 * A VPC that only carries requests from the load balancer to API Gateway's private endpoint. Nothing in it reaches out, so there
 * is no NAT gateway; the functions run outside of it.
 */
export class Network extends Construct {
  /** Holds the load balancer and the endpoint. */
  readonly vpc: IVpc;
  /** Where the private API is reached: one network interface in each zone. */
  readonly endpoint: InterfaceVpcEndpoint;
  /** Admits nobody until the load balancer asks. */
  readonly endpointSecurityGroup: ISecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);

    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(props.cidr),
      maxAzs: ZONE_COUNT,
      natGateways: 0,
      subnetConfiguration: [
        // The balancer's own addresses are its business: nothing else here may get a public one.
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
    this.endpoint = this.vpc.addInterfaceEndpoint('ExecuteApi', {
      service: InterfaceVpcEndpointAwsService.APIGATEWAY,
      subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.endpointSecurityGroup],
      // Otherwise the endpoint would admit the whole VPC.
      open: false,
      // Private DNS would send every execute-api name in the VPC here; the load balancer finds the API by Host header instead.
      privateDnsEnabled: false,
    });
  }
}
