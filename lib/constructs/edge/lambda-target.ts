import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  type IApplicationLoadBalancerTarget,
  type LoadBalancerTargetProps,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/**
 * A function as a load balancer's target, callable by target groups of this account and Region only. The library's own
 * `LambdaTarget` lets load balancers of any account call; naming the one target group is not possible, because it must find the
 * permission in place when it is made.
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
