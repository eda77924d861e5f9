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
 * What makes a token one for the server that the request names: the request's own resource identifiers, or a name that the stage
 * accepts for all its servers; `undefined`: nothing does. A token without `aud` is for none in particular: its issuer's list of
 * clients, which was checked before, stands in for it.
 *
 * @param asked the resource identifiers of the request's path
 * @param accepted the stage's further audiences for the issuer
 */
export function intendedBy(
  audience: Audience,
  asked: readonly string[],
  accepted: ReadonlySet<string>,
): 'request' | 'stage' | undefined {
  if (audience === undefined || audience.some((name) => asked.includes(name))) return 'request';
  return audience.some((name) => accepted.has(name)) ? 'stage' : undefined;
}
