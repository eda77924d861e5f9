import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  type ApplicationListener,
  type ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCertificate,
  Protocol,
  SslPolicy,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { IpTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { StageConfig } from '../../config/index.ts';
import { lambdaTarget } from './lambda-target.ts';
import { addListenerRule } from './listener-rule.ts';
import { edgeRules, NOT_FOUND } from './rules.ts';

export interface EdgeListenerProps {
  /** The VPC that the endpoint stands in. */
  readonly vpc: IVpc;
  /** The load balancer that listens. */
  readonly alb: ApplicationLoadBalancer;
  /** Port that agents connect to. */
  readonly port: number;
  /**
   * SSM parameter that holds the ARN of the certificate.
   *
   * @default - plain HTTP
   */
  readonly certificateParameter?: string | undefined;
  /** Who is asking: decides the rules. */
  readonly auth: StageConfig['auth'];
  /** Target of the buffered requests. */
  readonly direct: IFunction;
  /** Private addresses of the endpoint: targets of the streamed requests. */
  readonly endpointAddresses: readonly string[];
  /** Host name by which the endpoint knows the private API. */
  readonly apiHost: string;
  /** What comes before every path in the private API, with its slash. */
  readonly apiPathPrefix: string;
}

/** What the load balancer does with a request: the rule table, and the two ways that it leads to. */
export class EdgeListener extends Construct {
  constructor(scope: Construct, id: string, props: EdgeListenerProps) {
    super(scope, id);
    const listener = this.listener(props);
    const targets = {
      direct: this.directTargets(props).targetGroupArn,
      stream: this.streamTargets(props).targetGroupArn,
      apiHost: props.apiHost,
      apiPathPrefix: props.apiPathPrefix,
    };
    for (const rule of edgeRules(props.auth)) addListenerRule(this, listener, rule, targets);
  }

  private listener({ alb, port, certificateParameter }: EdgeListenerProps): ApplicationListener {
    const base = {
      port,
      // The security group says who may connect.
      open: false,
      defaultAction: ListenerAction.fixedResponse(NOT_FOUND.statusCode, {
        contentType: 'application/json',
        messageBody: NOT_FOUND.body,
      }),
    };
    if (certificateParameter === undefined) {
      return alb.addListener('Http', { ...base, protocol: ApplicationProtocol.HTTP });
    }
    // A parameter of the template, resolved at deployment: synthesis looks nothing up.
    const certificate = ListenerCertificate.fromArn(
      StringParameter.valueForStringParameter(this, certificateParameter),
    );
    return alb.addListener('Https', {
      ...base,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificate],
      sslPolicy: SslPolicy.TLS13_12_PQ,
    });
  }

  private directTargets({ direct }: EdgeListenerProps): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'Direct', {
      targetType: TargetType.LAMBDA,
      targets: [lambdaTarget(direct)],
      // A header that comes twice arrives twice.
      multiValueHeadersEnabled: true,
    });
  }

  private streamTargets({ vpc, endpointAddresses }: EdgeListenerProps): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'Stream', {
      vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTPS,
      port: 443,
      targets: endpointAddresses.map((address) => new IpTarget(address, 443)),
      healthCheck: {
        // Asked by its address, API Gateway knows no API and says 403: the endpoint is up, and no function ran for it.
        protocol: Protocol.HTTPS,
        path: '/',
        healthyHttpCodes: '403',
      },
    });
  }
}
