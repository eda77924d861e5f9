import type { JsonObject } from '../../json.ts';
import type { ExpandScopes } from '../implies.ts';
import type { Principal } from '../principal.ts';
import { ISSUER_END, userId } from '../principal-id.ts';
import type { AuthSettings, IssuerSettings } from '../settings.ts';
import { checkKind, looksLikeIdToken } from './access-token.ts';
import { ALGORITHMS, DEFAULT_ALGORITHMS } from './algorithms.ts';
import { type Audience, readAudience } from './audience.ts';
import { readGroups } from './groups.ts';
import type { SignatureHeader } from './header.ts';
import { readLifetime } from './lifetime.ts';
import { claimOf, isName } from './names.ts';
import { TokenRefused } from './refused.ts';
import { createScopeReader } from './scopes.ts';

/** What a stage accepts of an issuer, ready to be applied to tokens. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly algorithms: ReadonlySet<string>;
  /** Accepted `aud` values in addition to the resource identifiers of a request. */
  readonly audiences: ReadonlySet<string>;
  /**
   * Reads the claims of a token whose signature is valid.
   *
   * @param now epoch milliseconds
   * @throws TokenRefused
   */
  readClaims(claims: JsonObject, header: SignatureHeader, now: number): ReadClaims;
}

/** What a token says of its user, and for whom it is. */
export interface ReadClaims {
  readonly principal: Principal & { readonly expiresAt: number };
  readonly audience: Audience;
  /** Whether nothing of the token excludes that it is an ID token, whose audience is a client. */
  readonly mayBeIdToken: boolean;
}

/**
 * Prepares a stage's settings for an issuer.
 *
 * @param listed the claims that targets may read
 * @throws Error when the stage's configuration is invalid
 */
export function trustIssuer(
  settings: IssuerSettings,
  listed: AuthSettings['claims'] = [],
  expand: ExpandScopes,
): TrustedIssuer {
  const { issuer, algorithms = DEFAULT_ALGORITHMS, audiences = [], groupsClaim } = settings;
  checkSettings(issuer, algorithms);
  const clients = settings.clients && new Set(settings.clients);
  const readScopes = createScopeReader(settings);
  return {
    issuer,
    algorithms: new Set(algorithms),
    audiences: new Set(audiences),
    readClaims(claims, { declaredAccessToken }, now) {
      const { issuedAt, expiresAt } = readLifetime(claims, now);
      const scopes = readScopes(claims);
      checkKind(claims, declaredAccessToken, scopes !== undefined);
      const subject = claimOf(claims, 'sub');
      if (!isName(subject)) throw new TokenRefused('The token has no sub that can name a user');
      const audience = readAudience(claims);
      const client = readClient(claims);
      checkClient(client, audience, clients);
      const groups = readGroups(claims, groupsClaim)?.map((name) => `${issuer}${ISSUER_END}${name}`);
      const principal = {
        kind: 'user' as const,
        id: userId(issuer, subject),
        scopes: expand(scopes ?? []),
        expiresAt,
        ...(groups !== undefined && { groups }),
        ...(listed.length > 0 && { claims: pick(claims, listed) }),
        ...(client !== undefined && { client }),
        ...(issuedAt !== undefined && { issuedAt }),
      };
      const isPlain = !declaredAccessToken && scopes === undefined;
      return { principal, audience, mayBeIdToken: isPlain && looksLikeIdToken(claims, client, audience) };
    },
  };
}

function checkSettings(issuer: string, algorithms: readonly string[]): void {
  if (!URL.canParse(issuer) || /[|#?\s]/.test(issuer)) {
    throw new Error(`auth.issuers: "${issuer}" is not a URL, or contains |, #, ? or a space`);
  }
  const unknown = algorithms.find((algorithm) => !ALGORITHMS.has(algorithm));
  if (unknown === undefined && algorithms.length > 0) return;
  const known = [...ALGORITHMS.keys()].join(', ');
  throw new Error(`auth.issuers: algorithms of ${issuer}: found ${unknown ?? 'none'}; expected some of ${known}`);
}

/** What names the client where a token has neither standard claim: Microsoft Entra's version 1 of access tokens, and Okta. */
const OTHER_CLIENT_CLAIMS = ['appid', 'cid'] as const;

/** The client that the token was issued to. RFC 9068 section 2.2, OpenID Connect Core section 2 */
function readClient(claims: JsonObject): string | undefined {
  const client = claimOf(claims, 'client_id') ?? claimOf(claims, 'azp');
  if (client === undefined) return OTHER_CLIENT_CLAIMS.map((name) => claimOf(claims, name)).find(isName);
  if (isName(client)) return client;
  throw new TokenRefused('The token has no client_id or azp that can name a client');
}

function checkClient(client: string | undefined, audience: Audience, clients: ReadonlySet<string> | undefined): void {
  if (clients === undefined) {
    if (audience === undefined) throw new TokenRefused('The token has no aud');
    return;
  }
  if (client === undefined || !clients.has(client)) {
    throw new TokenRefused('The token was issued to a client that is not accepted');
  }
}

function pick(claims: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(claims, name) ? [[name, claims[name]]] : [])));
}
