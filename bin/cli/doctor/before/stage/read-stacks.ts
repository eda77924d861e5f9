import { stackNames } from '../../../../../lib/names.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { perContext } from '../per-context.ts';

/** A stack as CloudFormation describes it. */
export interface StackState {
  readonly name: string;
  /** Undefined for a stack that does not exist. */
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly isProtected: boolean;
}

/** The three stacks of a stage, as they are. */
export const stacksOf = perContext(async (context) => {
  const { network, data, service } = stackNames(context.stage);
  const read = (name: string) => readStack(context, name);
  return { network: await read(network), data: await read(data), service: await read(service) };
});

async function readStack({ aws }: BeforeContext, name: string): Promise<StackState> {
  const cloudFormation = await aws.cloudFormation();
  try {
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: name });
    return {
      name,
      status: stack?.StackStatus,
      reason: stack?.StackStatusReason,
      isProtected: stack?.EnableTerminationProtection ?? false,
    };
  } catch (error) {
    // CloudFormation answers so for a stack that does not exist, and for nothing else about a valid name.
    if (!isNamed(error, 'ValidationError')) throw error;
    return { name, status: undefined, reason: undefined, isProtected: false };
  }
}

/** Stacks without resources: planned and never created, or rolled back. */
const EMPTY = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE'];

/** Whether a stack has the resources of a deployment. */
export function isDeployed({ status }: StackState): boolean {
  return status !== undefined && !EMPTY.includes(status);
}
