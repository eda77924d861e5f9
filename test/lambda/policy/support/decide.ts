import type { JsonObject } from '../../../../lambda/json.ts';
import { compilePolicies, type Decision, Entity, type PolicySet } from '../../../../lambda/policy/index.ts';
import { policyFrom } from './policy-from.ts';

export const ANA = new Entity('User', 'https://id.example.com|ana');

/** Compiles policies of the server `orders`. */
export function compile(...texts: readonly string[]): PolicySet {
  return compilePolicies(
    'orders',
    texts.map((text, index) => ({ id: `p${index}`, json: policyFrom(text) })),
  );
}

interface Asked {
  readonly principal?: Entity;
  readonly groups?: readonly string[];
  readonly action?: string;
  readonly nowMs?: number;
}

/** Decides a call of the tool `refund` by Ana, unless the caller asks for another. */
export function decide(set: PolicySet, input: JsonObject | undefined, asked: Asked = {}): Decision {
  const { principal = ANA, groups = [], action = 'tool:refund', nowMs = 0 } = asked;
  return set.decide({ principal, groups: new Set(groups), action, input, nowMs });
}

export const ALL = 'permit(principal, action, resource);';
export const permitWhen = (condition: string): string => `permit(principal, action, resource) when { ${condition} };`;
export const forbidWhen = (condition: string): string => `forbid(principal, action, resource) when { ${condition} };`;
