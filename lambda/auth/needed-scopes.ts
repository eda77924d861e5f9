import type { ServerAccess } from './decide.ts';
import type { Principal } from './principal.ts';

/** The scopes that a server's documents name. */
export interface NamedScopes extends ServerAccess {
  /** Every scope that the server's document or any other of its documents names. */
  readonly namedScopes: readonly string[];
}

/** OpenID Connect core, sections 3.1.2.1 and 11: they ask for an ID token and a refresh token, and permit nothing here. */
const NEVER: readonly string[] = ['openid', 'offline_access'];

/**
 * Returns the scopes of a challenge: everything that an operation needs, and the granted scopes that the server's documents name,
 * because clients replace their scopes by those of the challenge. spec: basic/authorization
 *
 * @param scopes the scopes that the document requires; none for the server itself
 */
export function neededScopes(
  { scopes: held }: Principal,
  server: NamedScopes,
  scopes: readonly string[],
): readonly string[] {
  const granted = server.namedScopes.filter((scope) => held.has(scope));
  return [...new Set([...server.scopes, ...scopes, ...granted])].filter((scope) => !NEVER.includes(scope));
}
