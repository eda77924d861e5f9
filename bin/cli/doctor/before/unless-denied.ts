import type { Check } from '../check.ts';
import { Unread } from './aws/index.ts';
import type { BeforeContext } from './context.ts';

/** A check that is skipped, with what is missing, where the credentials or the network do not let it read the account. */
export function unlessDenied(check: Check<BeforeContext>): Check<BeforeContext> {
  return {
    ...check,
    run: async (context) => {
      try {
        return await check.run(context);
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
        return [
          { status: 'skipped', expected: `${check.title}: can be read.`, seen: error.message, fix: fixOf(error) },
        ];
      }
    },
  };
}

function fixOf({ reason, action }: Unread): string {
  if (reason === 'denied') return `Allow ${action}; docs/iam/doctor.json has every action that doctor calls.`;
  if (reason === 'credentials') return 'See aws-account.';
  return 'Check the network, proxy settings and https://health.aws.amazon.com/health/status, then run doctor again.';
}
