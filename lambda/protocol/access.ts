import { type Action, decide, type Principal } from '../auth/index.ts';

/** Whether the caller may use a document. A request for a document that it may not use gets the response for an unknown one. */
export function mayUse(
  principal: Principal,
  action: Action,
  { scopes }: { readonly scopes: readonly string[] },
): boolean {
  return decide({ principal, action, scopes }).kind === 'allowed';
}
