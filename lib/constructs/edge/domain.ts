import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type { IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

export interface DomainProps {
  /** Host name of the endpoint. */
  readonly domainName: string;
  /** The public hosted zone of that name. */
  readonly hostedZone: { readonly id: string; readonly name: string };
  /** Where the name leads. */
  readonly alb: IApplicationLoadBalancer;
  /**
   * Whether the load balancer has IPv6 addresses as well.
   *
   * @default false
   */
  readonly dualStack?: boolean;
  /** Whether to create a certificate. */
  readonly certificate: boolean;
}

/** The endpoint's name in a hosted zone: its record, and a certificate that a record of the zone validates. */
export class Domain extends Construct {
  /** ARN of the certificate. */
  readonly certificateArn: string | undefined;

  constructor(scope: Construct, id: string, props: DomainProps) {
    super(scope, id);
    const { domainName, hostedZone, alb, dualStack = false, certificate } = props;
    // From attributes, not from a look-up: synthesis has no credentials.
    const zone: IHostedZone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: hostedZone.id,
      zoneName: hostedZone.name,
    });
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(alb));
    new ARecord(this, 'Address', { zone, recordName: `${domainName}.`, target });
    if (dualStack) new AaaaRecord(this, 'AddressV6', { zone, recordName: `${domainName}.`, target });
    this.certificateArn = certificate
      ? new Certificate(this, 'Certificate', { domainName, validation: CertificateValidation.fromDns(zone) })
          .certificateArn
      : undefined;
  }
}
