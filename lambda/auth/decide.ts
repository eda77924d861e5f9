import type { JsonObject } from '../json.ts';
import type { Principal } from './principal.ts';

/** What a caller wants to use: a tool or prompt by name, a resource by URI or template. */
export type Action = `tool:${string}` | `prompt:${string}` | `resource:${string}`;

/** Everything that a decision rests on. Plain data, so that the same request always gets the same decision. */
export interface DecisionRequest {
  readonly principal: Principal;
  readonly action: Action;
  /** The scopes that the document requires, all of them. */
  readonly scopes: readonly string[];
  /** The arguments of a call; absent where nothing is called yet, as in a list. */
  readonly arguments?: JsonObject;
}

/**
 * A decision:
 * - `allowed`: the caller may use it;
 * - `missing-scopes`: the caller would need these scopes as well;
 * - `hidden`: for this caller it does not exist.
 */
export type Decision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'missing-scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'hidden' };

const ALLOWED: Decision = { kind: 'allowed' };

/** Decides whether a caller may use a document. Every path to a tool, prompt, resource or task asks here. */
export function decide({ principal, scopes }: DecisionRequest): Decision {
  // The loop allocates nothing for a caller that is allowed: every call passes here.
  for (const scope of scopes) {
    if (!principal.scopes.has(scope)) return { kind: 'missing-scopes', scopes: missingOf(scopes, principal) };
  }
  return ALLOWED;
}

function missingOf(scopes: readonly string[], principal: Principal): readonly string[] {
  return scopes.filter((scope) => !principal.scopes.has(scope));
}
