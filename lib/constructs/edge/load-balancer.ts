import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface LoadBalancerProps {
  /** The VPC whose public subnets it stands in. */
  readonly vpc: IVpc;
  /** The private API's endpoint: all that the load balancer may connect to. */
  readonly endpointSecurityGroup: ISecurityGroup;
  /** Listens on plain HTTP, port 80, instead of HTTPS, port 443. */
  readonly insecureHttp: boolean;
  /** Who may connect. */
  readonly allowedCidrs: readonly string[];
  /**
   * Host name that agents use.
   *
   * @default - the load balancer's own DNS name
   */
  readonly domainName?: string | undefined;
  /** How long a silent connection stays open. */
  readonly idleTimeout: Duration;
  /** Keeps it from being deleted. */
  readonly deletionProtection: boolean;
  /** How long access logs are kept. */
  readonly logRetention: Duration;
}

/** The stage's front door, and who may knock. */
export class LoadBalancer extends Construct {
  /** The load balancer, without a listener yet. */
  readonly alb: ApplicationLoadBalancer;
  /** Port that agents connect to. */
  readonly port: number;
  /** Where agents reach the endpoint, without a trailing slash. */
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.port = props.insecureHttp ? 80 : 443;

    this.alb = new ApplicationLoadBalancer(this, 'Alb', {
      vpc: props.vpc,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      internetFacing: true,
      securityGroup: this.securityGroup(props),
      idleTimeout: props.idleTimeout,
      deletionProtection: props.deletionProtection,
      dropInvalidHeaderFields: true,
    });
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
    // Written from this side: two inline rules that name each other would be a circle for CloudFormation.
    group.connections.allowTo(props.endpointSecurityGroup, Port.tcp(443), 'Load balancer to private API');
    return group;
  }

  private accessLogBucket(retention: Duration): IBucket {
    const bucket = new Bucket(this, 'AccessLogs', {
      // Load balancers write only to buckets with keys that S3 manages.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      // A bucket with logs in it cannot be deleted; left alone, it empties itself.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'This bucket is the destination of access logs. Logging reads of it would need a second bucket with the same finding; ' +
        'object-level CloudTrail events serve where an audit asks for them.',
    });
    return bucket;
  }
}
