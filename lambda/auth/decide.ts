import type { JsonObject } from '../json.ts';
import type { Action, ServerPolicies } from './policies.ts';
import type { Principal } from './principal.ts';

/** What a server's document requires of every caller, and what it offers to callers that lack scopes. */
export interface ServerAccess {
  /** Name of the server. */
  readonly server: string;
  /** The scopes that every use of the server requires. */
  readonly scopes: readonly string[];
  /** The scopes that a caller may obtain later: documents that require them are listed for callers that lack only these. */
  readonly stepUp: readonly string[];
}

/** All inputs of a decision. Plain data, so that the same request always gets the same decision. */
export interface DecisionRequest {
  readonly principal: Principal;
  readonly server: ServerAccess;
  /** `list` is decided by scopes alone, because policies judge documents. */
  readonly action: Action;
  /** Every scope that the document requires in addition to those of the server; none for the server itself. */
  readonly scopes: readonly string[];
  /** The server's policies; absent for a server without any. */
  readonly policies?: ServerPolicies | undefined;
  /** The arguments of a call, checked against the document's schema and complete with its defaults; absent while unknown. */
  readonly arguments?: JsonObject | undefined;
  /** Epoch milliseconds; only policies read it. */
  readonly now: number;
}

/**
 * A decision:
 * - `allowed`: the caller may use the document;
 * - `missing-scopes`: the document is offered: the caller sees it, and needs these scopes to use it;
 * - `hidden`: the document does not exist for this caller;
 * - `denied`: the caller may use the document, but not with these arguments.
 */
export type Decision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'missing-scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'denied' };

const ALLOWED: Decision = { kind: 'allowed' };
const HIDDEN: Decision = { kind: 'hidden' };
const DENIED: Decision = { kind: 'denied' };

/**
 * Decides whether a caller may use a document, or with the action `list` and no scopes, a server. Every path to a tool, prompt,
 * resource or task calls this: without arguments before the document is used, and with them before its target runs.
 */
export function decide(request: DecisionRequest): Decision {
  // Every call runs this, so it allocates nothing for a caller that is allowed.
  const { principal, server, action, scopes, policies, now } = request;
  if (principal.servers !== undefined && !principal.servers.has(server.server)) return HIDDEN;
  const isComplete = holdsAll(principal, server.scopes) && holdsAll(principal, scopes);
  if (!isComplete && !isOffered(request)) return HIDDEN;
  if (policies !== undefined && action !== 'list') {
    const args = isComplete ? request.arguments : undefined;
    const result = policies.evaluate({ principal, action, arguments: args, now });
    if (args === undefined && result === 'deny') return HIDDEN;
    // Nothing is unknown once the arguments are known, so anything but `allow` denies.
    if (args !== undefined && result !== 'allow') {
      return policies.evaluate({ principal, action, arguments: undefined, now }) === 'deny' ? HIDDEN : DENIED;
    }
  }
  return isComplete ? ALLOWED : { kind: 'missing-scopes', scopes: missingScopes(request) };
}

function holdsAll({ scopes: held }: Principal, scopes: readonly string[]): boolean {
  for (const scope of scopes) if (!held.has(scope)) return false;
  return true;
}

/** A key has the scopes that it was created with, so nothing is offered to it. */
function isOffered(request: DecisionRequest): boolean {
  const { principal, server } = request;
  return principal.kind !== 'key' && missingScopes(request).every((scope) => server.stepUp.includes(scope));
}

function missingScopes({ principal, server, scopes }: DecisionRequest): readonly string[] {
  return [...new Set([...server.scopes, ...scopes])].filter((scope) => !principal.scopes.has(scope));
}
