import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PermissionConfig } from '../../config/index.ts';
import { LiveFunction, type LiveFunctionProps } from './live-function.ts';

export interface ToolkitFunctionProps extends LiveFunctionProps {
  /** Permissions of the function, in addition to writing its log. */
  readonly permissions: readonly PermissionConfig[];
}

/** A function that the stage deploys for its tools. Only the stage's own functions may invoke it. */
export class ToolkitFunction extends LiveFunction {
  constructor(scope: Construct, id: string, { permissions, ...props }: ToolkitFunctionProps) {
    super(scope, id, props);
    for (const { actions, resources, reason } of permissions) {
      this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
      // The stage schema rejects a wildcard without a reason.
      if (reason === undefined) continue;
      for (const wildcard of resources.filter((resource) => resource.includes('*'))) {
        Validations.of(this.role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${wildcard}]`, reason });
      }
    }
  }
}
