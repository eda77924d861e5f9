import { type Action, decide, type Principal } from '../auth/index.ts';
import type { MaySee } from '../catalog/index.ts';

/** Whether the caller may use a document. A request for a document that it may not use gets the response for an unknown one. */
export function mayUse(
  principal: Principal,
  action: Action,
  { scopes }: { readonly scopes: readonly string[] },
): boolean {
  return decide({ principal, action, scopes }).kind === 'allowed';
}

const filters = new WeakMap<Principal, MaySee>();

/** The filter that the catalogue applies to lists for a principal; made once for each principal. */
export function visibleTo(principal: Principal): MaySee {
  const known = filters.get(principal);
  if (known !== undefined) return known;
  const maySee: MaySee = (scopes) => decide({ principal, action: 'list', scopes }).kind === 'allowed';
  filters.set(principal, maySee);
  return maySee;
}
