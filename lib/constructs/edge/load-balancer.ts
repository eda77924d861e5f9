import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, IpAddressType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** The blocks that cdk-nag finds. */
const EVERYONE = ['0.0.0.0/0', '::/0'];

export interface LoadBalancerProps {
  /** The VPC of the load balancer. */
  readonly vpc: IVpc;
  /** The subnets of the load balancer, each in another zone. */
  readonly subnets: SubnetSelection;
  /** Whether it has private addresses only. */
  readonly internal: boolean;
  /**
   * Whether it has IPv6 addresses as well.
   *
   * @default false
   */
  readonly dualStack?: boolean;
  /** Security group of the private API's endpoint, the only address that the load balancer may connect to. */
  readonly endpointSecurityGroup: ISecurityGroup;
  /** Whether to use plain HTTP, port 80, instead of HTTPS, port 443. */
  readonly insecureHttp: boolean;
  /** CIDR blocks that may connect. */
  readonly allowedCidrs: readonly string[];
  /**
   * Host name of the endpoint.
   *
   * @default - the load balancer's own DNS name
   */
  readonly domainName?: string | undefined;
  /** How long an idle connection stays open. */
  readonly idleTimeout: Duration;
  /** Whether the load balancer is protected from deletion. */
  readonly deletionProtection: boolean;
  /** Retention of the access logs. */
  readonly logRetention: Duration;
}

/** The load balancer, its security group and its access logs. */
export class LoadBalancer extends Construct {
  /** The load balancer, without a listener yet. */
  readonly alb: ApplicationLoadBalancer;
  /** Port that agents connect to. */
  readonly port: number;
  /** URL of the endpoint, without a trailing slash. */
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.port = props.insecureHttp ? 80 : 443;

    const securityGroup = this.securityGroup(props);
    this.alb = new ApplicationLoadBalancer(this, 'Alb', {
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      internetFacing: !props.internal,
      ...(props.dualStack ? { ipAddressType: IpAddressType.DUAL_STACK } : {}),
      securityGroup,
      idleTimeout: props.idleTimeout,
      deletionProtection: props.deletionProtection,
      dropInvalidHeaderFields: true,
    });
    // Also on its rules, which are resources of their own: a load balancer that is protected from deletion is created last.
    this.alb.node.addDependency(securityGroup);
    this.alb.logAccessLogs(this.accessLogBucket(props.logRetention));

    const scheme = props.insecureHttp ? 'http' : 'https';
    this.publicUrl = `${scheme}://${props.domainName ?? this.alb.loadBalancerDnsName}`;
  }

  private securityGroup(props: LoadBalancerProps): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'Load balancer: agents from the addresses that the stage allows',
      allowAllOutbound: false,
    });
    for (const cidr of props.allowedCidrs) {
      group.addIngressRule(
        cidr.includes(':') ? Peer.ipv6(cidr) : Peer.ipv4(cidr),
        Port.tcp(this.port),
        `Agents in ${cidr}`,
      );
    }
    if (props.allowedCidrs.some((cidr) => EVERYONE.includes(cidr))) {
      Validations.of(group).acknowledge({
        id: 'AwsSolutions-EC23',
        reason:
          'The stage admits every address on purpose. The configuration allows that only if every caller must prove who it is, with a ' +
          'key or a token, over HTTPS. The group admits the port of the listener alone.',
      });
    }
    // allowTo() creates separate rule resources; inline rules that refer to each other would be a circular dependency.
    group.connections.allowTo(props.endpointSecurityGroup, Port.tcp(443), 'Load balancer to private API');
    return group;
  }

  private accessLogBucket(retention: Duration): IBucket {
    const bucket = new Bucket(this, 'AccessLogs', {
      // Load balancers can write only to buckets that use S3 managed keys.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      // A bucket that contains logs cannot be deleted; a retained one empties itself when the logs expire.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'This bucket is the destination of access logs. Access logs of its own would need a second bucket with the same finding; ' +
        'enable CloudTrail data events where an audit requires them.',
    });
    return bucket;
  }
}
