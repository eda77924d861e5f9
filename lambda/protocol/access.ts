import { type Action, decide, type Principal } from '../auth/index.ts';

/** Whether the caller may use a document. One that it may not use is answered like one that does not exist. */
export function mayUse(
  principal: Principal,
  action: Action,
  { scopes }: { readonly scopes: readonly string[] },
): boolean {
  return decide({ principal, action, scopes }).kind === 'allowed';
}
