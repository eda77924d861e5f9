import type { JsonObject } from '../json.ts';
import type { Principal } from './principal.ts';

/** The use of a document: a tool or prompt by name, a resource by URI or template; `list` before a document is chosen. */
export type Action = 'list' | `tool:${string}` | `prompt:${string}` | `resource:${string}`;

/** All inputs of a decision. Plain data, so that the same request always gets the same decision. */
export interface DecisionRequest {
  readonly principal: Principal;
  readonly action: Action;
  /** Every scope that the document requires. */
  readonly scopes: readonly string[];
  /** The arguments of a call; absent if nothing is called, as in a list. */
  readonly arguments?: JsonObject;
}

/**
 * A decision:
 * - `allowed`: the caller may use the document;
 * - `missing-scopes`: the caller also needs these scopes;
 * - `hidden`: the document does not exist for this caller.
 */
export type Decision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'missing-scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'hidden' };

const ALLOWED: Decision = { kind: 'allowed' };

/** Decides whether a caller may use a document. Every path to a tool, prompt, resource or task calls this. */
export function decide({ principal, scopes }: DecisionRequest): Decision {
  // Every call runs this loop, so it allocates nothing for a caller that is allowed.
  for (const scope of scopes) {
    if (!principal.scopes.has(scope)) return { kind: 'missing-scopes', scopes: missingOf(scopes, principal) };
  }
  return ALLOWED;
}

function missingOf(scopes: readonly string[], principal: Principal): readonly string[] {
  return scopes.filter((scope) => !principal.scopes.has(scope));
}
