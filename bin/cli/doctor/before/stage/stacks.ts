import type { Check, Outcome } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';
import { type StackState, stacksOf } from './read-stacks.ts';

/** Whether CloudFormation can create or update the stacks. AWS: AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export const stacks: Check<BeforeContext> = {
  id: 'stacks',
  title: 'CloudFormation stacks',
  async run(context) {
    const { network, data, service } = await stacksOf(context);
    return [network, data, service].map((stack) => outcomeOf(stack, context.config.region));
  },
};

function outcomeOf(stack: StackState, region: string): Outcome {
  const { name, status, reason, isProtected } = stack;
  const { passed, failed } = expecting(`${name} does not exist yet, or can be updated.`);
  if (status === undefined) return passed(`${name} does not exist yet.`);
  const seen = `${name} is ${status}${reason === undefined ? '' : ` (${reason})`}.`;
  // Its last deployment failed before it had anything; `cdk deploy` deletes it, and cannot delete a protected one.
  if (status === 'ROLLBACK_COMPLETE' || status === 'REVIEW_IN_PROGRESS') {
    if (!isProtected) return passed(`${seen} It has no resources, and \`npm run deploy\` creates it again.`);
    const fix = `It has no resources, and its termination protection keeps \`npm run deploy\` from deleting it: ${unprotect(name, region)}`;
    return failed(seen, { fix });
  }
  const fix = fixOf(stack, region);
  return fix === undefined ? passed(seen) : failed(seen, { fix });
}

/** What makes a stack deployable again; undefined if it is. */
function fixOf({ name, status = '', isProtected }: StackState, region: string): string | undefined {
  const stackOption = `--region ${region} --stack-name ${name}`;
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return `Correct what the stack's events show, then run: aws cloudformation continue-update-rollback ${stackOption}`;
  }
  if (['CREATE_FAILED', 'ROLLBACK_FAILED', 'DELETE_FAILED'].includes(status)) {
    const first = isProtected ? `${unprotect(name, region)}; then ` : '';
    return (
      `Delete the stack, and deploy again: ${first}aws cloudformation delete-stack ${stackOption}; the stack's events show what could not be ` +
      'deleted. A load balancer that is protected: aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN ' +
      '--attributes Key=deletion_protection.enabled,Value=false'
    );
  }
  if (status.endsWith('_IN_PROGRESS')) {
    return `Wait until another operation on the stack has ended: aws cloudformation describe-stacks ${stackOption}`;
  }
  return undefined;
}

function unprotect(name: string, region: string): string {
  return `aws cloudformation update-termination-protection --region ${region} --stack-name ${name} --no-enable-termination-protection`;
}
