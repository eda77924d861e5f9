import type { JsonObject } from '../../json.ts';
import { claimOf } from './names.ts';
import { TokenRefused } from './refused.ts';

/** For whom a token was issued; `undefined`: it does not say. */
export type Audience = readonly string[] | undefined;

/** @throws TokenRefused for an `aud` that is neither a text nor a list of texts. RFC 7519 section 4.1.3 */
export function readAudience(claims: JsonObject): Audience {
  const value = claimOf(claims, 'aud');
  if (value === undefined) return undefined;
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (names.every((name) => typeof name === 'string')) return names;
  throw new TokenRefused("The token's aud is neither a text nor a list of texts");
}

/**
 * Whether a token is for the server that the request names. A token without `aud` is for none in particular: its issuer's list of
 * clients, which was checked before, stands in for it.
 *
 * @param asked the resource identifiers of the request's path
 * @param accepted the stage's further audiences for the issuer
 */
export function isIntendedFor(audience: Audience, asked: readonly string[], accepted: ReadonlySet<string>): boolean {
  return audience === undefined || audience.some((name) => accepted.has(name) || asked.includes(name));
}
