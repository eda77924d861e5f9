import type { JsonObject } from '../../json.ts';
import type { Audience } from './audience.ts';
import { TokenRefused } from './refused.ts';

/** Claims that only an ID token needs: they bind it to a login or to other tokens of it. OpenID Connect Core sections 2 and 3.3.2.11 */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'] as const;
/** The `typ` claims of Keycloak's other tokens, whose header has the type JWT like that of its access tokens. */
const OTHER_TYPES: ReadonlySet<unknown> = new Set(['ID', 'Refresh', 'Offline', 'Logout']);

/**
 * Refuses tokens that are made for something else than access to a server. An ID token goes to a client, which must not be able to
 * use it here, and its `aud` may be one that the stage accepts. In this order:
 *
 * 1. `token_use` other than `access`: Amazon Cognito's ID tokens have `id`.
 * 2. A `typ` claim of Keycloak's ID, refresh, offline or logout tokens.
 * 3. `events`: a security event or logout token. RFC 8417 section 2.2, OpenID Connect Back-Channel Logout section 2.4
 * 4. `cnf`: a token bound to its client's key. We cannot check the proof, and accepting the token without it would make it a bearer
 *    token. RFC 7800, RFC 8705 section 3, RFC 9449 section 7.2
 * 5. A claim of ID tokens, unless the token declares itself an access token or has scopes, which ID tokens never have.
 *
 * {@link looksLikeIdToken} adds a sixth rule, which depends on the audience.
 *
 * @param declaredAccessToken whether the header has the type `at+jwt`
 * @param hasScopes whether the token has a claim of scopes
 * @throws TokenRefused
 */
export function checkKind(claims: JsonObject, declaredAccessToken: boolean, hasScopes: boolean): void {
  const { token_use: use, typ } = claims;
  if (use !== undefined && use !== 'access') throw new TokenRefused(NOT_AN_ACCESS_TOKEN);
  if (OTHER_TYPES.has(typ)) throw new TokenRefused(NOT_AN_ACCESS_TOKEN);
  if (Object.hasOwn(claims, 'events')) throw new TokenRefused(NOT_AN_ACCESS_TOKEN);
  if (Object.hasOwn(claims, 'cnf')) {
    throw new TokenRefused("The token is bound to its client's key, and only bearer tokens are accepted");
  }
  if (declaredAccessToken || hasScopes) return;
  if (ID_TOKEN_CLAIMS.some((name) => Object.hasOwn(claims, name))) throw new TokenRefused(NOT_AN_ACCESS_TOKEN);
}

/**
 * Whether a token without a type and scopes may be the ID token that its client received: it names no client, as ID tokens often do
 * not, or the client is its audience. OpenID Connect Core section 2
 *
 * Such a token is accepted for the URL of a server, which no client has as its id, but not for an audience that the stage lists,
 * which may be the id of a client.
 */
export function looksLikeIdToken(claims: JsonObject, client: string | undefined, audience: Audience): boolean {
  if (claims.token_use === 'access') return false;
  return client === undefined || audience?.includes(client) === true;
}

const NOT_AN_ACCESS_TOKEN = 'The token is not an access token';
