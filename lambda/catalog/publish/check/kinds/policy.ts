import type { Fault } from '../../../../fault.ts';
import type { JsonObject } from '../../../../json.ts';
import { readPolicyText } from '../../policies/index.ts';
import { NAME, PROSE, SERVER } from './common.ts';
import { type CheckContext, type Kind, soundKeys, under } from './kind.ts';

/** `kind: Policy` */
export const policyKind: Kind = {
  identity: ['name'],
  // A policy is Cedar, never an expression of ours.
  evaluated: ['policy'],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'server', 'name', 'policy'],
    properties: {
      kind: { const: 'Policy' },
      server: SERVER,
      name: NAME,
      description: PROSE,
      policy: { type: 'string', minLength: 1, maxLength: 100_000 },
    },
  },
  check: checkPolicy,
};

/** The schema of the server's tools is needed for the rest: `policies/plan.ts` checks that. */
async function checkPolicy(document: JsonObject, context: CheckContext): Promise<readonly Fault[]> {
  const { policy, name } = soundKeys(document, context);
  if (typeof policy !== 'string') return [];
  const { faults } = await readPolicyText(policy);
  const named = faults.map((fault) => ({ ...fault, message: `policy ${String(name)}: ${fault.message}` }));
  return under(['policy'], named);
}
