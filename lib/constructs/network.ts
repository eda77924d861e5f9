import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  IpAddresses,
  IpProtocol,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface NetworkProps {
  /** IPv4 block of the VPC that is created. */
  readonly cidr: string;
  /**
   * An existing VPC.
   *
   * @default - a VPC is created
   */
  readonly existing?: ExistingVpc | undefined;
  /**
   * Whether the operator chose the zones of the VPC that is created.
   *
   * @default false
   */
  readonly namesZones?: boolean;
  /** Whether the load balancer has private addresses only. */
  readonly internal: boolean;
  /**
   * Whether a VPC that is created has IPv6 addresses as well.
   *
   * @default false
   */
  readonly dualStack?: boolean;
  /** Days that CloudWatch Logs keeps the flow logs. */
  readonly logRetention: RetentionDays;
}

/** Availability Zones of a VPC that is created. An ALB requires at least two. */
export const ZONE_COUNT = 2;

/** A VPC of the account, and the subnets of the load balancer and the endpoint. */
interface ExistingVpc {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** The zone of each subnet. */
  readonly zones: readonly string[];
}

/** What CDK reports where an operator's choice is deliberate. */
const NO_ROUTE_TABLE = 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId';
const HARD_CODED_ZONES = 'CloudFormation-Validate::W3010';

/** Names of the groups of subnets. */
const PUBLIC = 'Public';
const ENDPOINT = 'Endpoint';
const INTERNAL = 'Internal';

/**
 * A VPC that carries requests from the load balancer to API Gateway's private endpoint. Nothing in it makes outbound connections, so
 * it has no NAT gateway; the functions run outside the VPC.
 */
export class Network extends Construct {
  /** Holds the load balancer and the endpoint. */
  readonly vpc: IVpc;
  /** The subnets of the load balancer. */
  readonly loadBalancerSubnets: SubnetSelection;
  /** The subnets of the endpoint, each in another zone. */
  readonly endpointSubnets: SubnetSelection;
  /** The security group of the endpoint. Has no inbound rule until the load balancer adds one. */
  readonly endpointSecurityGroup: ISecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);

    const { existing, internal } = props;
    if (existing === undefined) {
      this.vpc = this.createVpc(props);
      this.loadBalancerSubnets = { subnetGroupName: internal ? INTERNAL : PUBLIC };
      this.endpointSubnets = { subnetGroupName: ENDPOINT };
    } else {
      // Whether its subnets are public is the operator's: nothing here looks at their routes.
      this.vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
        vpcId: existing.vpcId,
        availabilityZones: [...existing.zones],
        isolatedSubnetIds: [...existing.subnetIds],
      });
      for (const subnet of this.vpc.isolatedSubnets) {
        Validations.of(subnet).acknowledge({
          id: NO_ROUTE_TABLE,
          reason: 'Nothing here reads the routes of the subnets that the stage names.',
        });
      }
      this.loadBalancerSubnets = { subnets: this.vpc.isolatedSubnets };
      this.endpointSubnets = { subnets: this.vpc.isolatedSubnets };
    }

    this.endpointSecurityGroup = new SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc,
      description: 'Private API endpoint: HTTPS from the load balancer only',
      allowAllOutbound: false,
    });
  }

  private createVpc({ cidr, internal, dualStack = false, namesZones = false, logRetention }: NetworkProps): IVpc {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      ...(dualStack ? { ipProtocol: IpProtocol.DUAL_STACK } : {}),
      maxAzs: ZONE_COUNT,
      natGateways: 0,
      // Each group has addresses of its own, also while it is not created: a stage that changes its scheme creates the new subnets
      // before it deletes the old ones. Together they fill a /24.
      subnetConfiguration: [
        // The load balancer gets its public addresses from AWS; nothing else in the subnet may have one.
        {
          name: PUBLIC,
          subnetType: SubnetType.PUBLIC,
          cidrMask: 26,
          mapPublicIpOnLaunch: false,
          reserved: internal,
        },
        { name: ENDPOINT, subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 27 },
        { name: INTERNAL, subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 27, reserved: !internal },
      ],
    });
    if (namesZones) {
      Validations.of(vpc).acknowledge({
        id: HARD_CODED_ZONES,
        reason: 'The stage names these zones, because the default ones do not offer what it needs.',
      });
    }
    vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'FlowLogs', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY }),
      ),
    });
    return vpc;
  }
}
