import type { HttpRequest } from '../http.ts';
import type { Refusal } from '../refusal.ts';
import { createScopeExpansion } from './implies.ts';
import type { Principal } from './principal.ts';
import type { AuthSettings } from './settings.ts';

/** The caller, or the refusal of the request. */
export type Authentication = { readonly principal: Principal } | { readonly refusal: Refusal };

/**
 * Identifies the caller of a request from its headers; the body is not parsed before the caller is known. Never rejects: if a
 * service that it needs is unavailable, it refuses the request.
 *
 * @param server name of the MCP server in the request's path
 */
export type Authenticate = (request: HttpRequest, server: string) => Authentication | Promise<Authentication>;

/** A caller without credentials, as long as the stage gives it no scope. */
export const ANONYMOUS: Principal = { kind: 'anonymous', id: 'anonymous', scopes: new Set() };

/** The one principal of all callers without credentials; `undefined` where the stage refuses them. */
export function anonymousOf({
  anonymous,
  implies,
}: Pick<AuthSettings, 'anonymous' | 'implies'>): Principal | undefined {
  if (anonymous === undefined) return undefined;
  const { scopes } = anonymous;
  return scopes.length === 0 ? ANONYMOUS : { ...ANONYMOUS, scopes: createScopeExpansion(implies)(scopes) };
}
