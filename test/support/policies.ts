import type { PolicyRequest, PolicyResult, ServerPolicies } from '../../lambda/auth/policies.ts';

/** Policies that decide by a function. */
export function fakePolicies(
  evaluate: (request: PolicyRequest) => PolicyResult,
  rest: Partial<ServerPolicies> = {},
): ServerPolicies {
  return { version: 1, readsTime: false, evaluate, ...rest };
}

/** Policies that deny these actions whatever the arguments, and allow all others. */
export function denying(actions: readonly string[], rest: Partial<ServerPolicies> = {}): ServerPolicies {
  return fakePolicies(({ action }) => (actions.includes(action) ? 'deny' : 'allow'), rest);
}
