import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListener,
  ApplicationProtocol,
  ApplicationTargetGroup,
  CfnListener,
  type IApplicationLoadBalancer,
  ListenerAction,
  ListenerCertificate,
  Protocol,
  SslPolicy,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { IpTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { DeployedFunction } from '../functions/index.ts';
import { pascalCase } from '../pascal-case.ts';
import { lambdaTarget } from './lambda-target.ts';
import { addListenerRule, type PrivateApiPath, type RuleTarget } from './listener-rule.ts';
import { edgeRules, NOT_FOUND } from './rules.ts';

export interface EdgeListenerProps {
  /** The VPC of the private API's endpoint. */
  readonly vpc: IVpc;
  /** The load balancer that the listener belongs to. */
  readonly alb: IApplicationLoadBalancer;
  /** Port that agents connect to. */
  readonly port: number;
  /**
   * Values of the stage whose change replaces the load balancer or its VPC. They become metadata of the listener, so that the template
   * changes with them: it refers to the load balancer by the name of an output, and the CDK skips stacks whose template did not change.
   *
   * @default - none
   */
  readonly placement?: object;
  /**
   * The certificate, by its ARN or by the SSM parameter that holds it.
   *
   * @default - plain HTTP
   */
  readonly certificate?: CertificateSource | undefined;
  /**
   * Headers that can carry the credentials that the stage requires.
   *
   * @default - none: the stage allows anonymous callers
   */
  readonly credentialHeaders?: readonly string[];
  /** The functions that rules forward to, by name. */
  readonly functions: Readonly<Record<string, DeployedFunction>>;
  /** Private addresses of the private API's endpoint. */
  readonly endpointAddresses: readonly string[];
  /** The private API, and the prefix of all its paths. */
  readonly privateApi: PrivateApiPath;
}

/** Where the ARN of a certificate comes from. */
export type CertificateSource = { readonly arn: string } | { readonly parameter: string };

/** The listener, its rules, and the target groups that they forward to: one for each buffered function, one for the private API. */
export class EdgeListener extends Construct {
  constructor(scope: Construct, id: string, props: EdgeListenerProps) {
    super(scope, id);
    const listener = this.listener(props);
    const resource = listener.node.defaultChild;
    if (!(resource instanceof CfnListener)) throw new Error(`${listener.node.path}: expected an L1 listener inside`);
    if (props.placement !== undefined) resource.addMetadata('Placement', props.placement);
    const targets = { ...this.bufferedTargets(props), ...this.streamedTargets(props) };
    for (const rule of edgeRules(props.functions, props.credentialHeaders ?? [])) {
      addListenerRule(this, listener, rule, targets);
    }
  }

  private listener({ alb, port, certificate }: EdgeListenerProps): ApplicationListener {
    const base = {
      loadBalancer: alb,
      port,
      // The security group already restricts the addresses that may connect.
      open: false,
      defaultAction: ListenerAction.fixedResponse(NOT_FOUND.statusCode, {
        contentType: 'application/json',
        messageBody: NOT_FOUND.body,
      }),
    };
    if (certificate === undefined) {
      return new ApplicationListener(this, 'Http', { ...base, protocol: ApplicationProtocol.HTTP });
    }
    // CloudFormation resolves the parameter at deployment, so synthesis needs no account.
    const arn =
      'arn' in certificate ? certificate.arn : StringParameter.valueForStringParameter(this, certificate.parameter);
    return new ApplicationListener(this, 'Https', {
      ...base,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [ListenerCertificate.fromArn(arn)],
      sslPolicy: SslPolicy.TLS13_12_PQ,
    });
  }

  private bufferedTargets({ functions }: EdgeListenerProps): Record<string, RuleTarget> {
    const buffered = Object.entries(functions).filter(([, { reached }]) => reached.by === 'load-balancer');
    return Object.fromEntries(
      buffered.map(([name, { alias }]) => {
        const { targetGroupArn } = new ApplicationTargetGroup(this, pascalCase(name), {
          targetType: TargetType.LAMBDA,
          targets: [lambdaTarget(alias)],
          // Passes every value of a repeated header.
          multiValueHeadersEnabled: true,
        });
        return [name, { targetGroupArn }];
      }),
    );
  }

  /** All functions behind the private API share its endpoint, and so one target group; the path selects the function. */
  private streamedTargets({ functions, privateApi, ...props }: EdgeListenerProps): Record<string, RuleTarget> {
    const { targetGroupArn } = this.endpointTargetGroup(props);
    return Object.fromEntries(
      Object.entries(functions).flatMap(([name, { reached }]) => {
        if (reached.by !== 'private-api') return [];
        const pathPrefix = `${privateApi.pathPrefix}${reached.pathPrefix}`;
        return [[name, { targetGroupArn, privateApi: { host: privateApi.host, pathPrefix } }]];
      }),
    );
  }

  private endpointTargetGroup({ vpc, endpointAddresses }: Pick<EdgeListenerProps, 'vpc' | 'endpointAddresses'>) {
    return new ApplicationTargetGroup(this, 'Stream', {
      vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTPS,
      port: 443,
      targets: endpointAddresses.map((address) => new IpTarget(address, 443)),
      healthCheck: {
        // A request to the address alone selects no API, so API Gateway returns 403 and runs no function. Any status of a client's error
        // shows that the endpoint is up.
        protocol: Protocol.HTTPS,
        path: '/',
        healthyHttpCodes: '400-499',
      },
    });
  }
}
