import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  type IApplicationLoadBalancerTarget,
  type LoadBalancerTargetProps,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/**
 * A function as a load balancer target that only target groups of this account and Region may invoke. The CDK's `LambdaTarget`
 * allows load balancers of every account. The permission cannot name the target group, because it must exist before the group.
 */
export function lambdaTarget(alias: IFunction): IApplicationLoadBalancerTarget {
  return {
    attachToApplicationTargetGroup(targetGroup): LoadBalancerTargetProps {
      alias.addPermission('LoadBalancer', {
        principal: new ServicePrincipal('elasticloadbalancing.amazonaws.com'),
        sourceArn: Stack.of(alias).formatArn({
          service: 'elasticloadbalancing',
          resource: 'targetgroup',
          resourceName: '*',
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }),
      });
      targetGroup.node.addDependency(alias);
      return { targetType: TargetType.LAMBDA, targetJson: { id: alias.functionArn } };
    },
  };
}
