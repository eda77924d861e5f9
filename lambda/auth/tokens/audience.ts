import type { JsonObject } from '../../json.ts';
import { claimOf } from './names.ts';
import { TokenRefused } from './refused.ts';

/** For whom a token was issued; `undefined`: it does not say. */
export type Audience = readonly string[] | undefined;

/** Scheme and host of a URL: upper and lower case mean the same there, and nowhere else. RFC 3986 section 6.2.2.1 */
const SCHEME_AND_HOST = /^https?:\/\/[^/?#@]+(?=[/?#]|$)/i;

/**
 * Reads `aud`. A URL whose scheme or host has capital letters is in the result as it is and in its canonical form.
 * spec: basic/authorization#canonical-server-uri
 *
 * @throws TokenRefused for an `aud` that is neither a text nor a list of texts. RFC 7519 section 4.1.3
 */
export function readAudience(claims: JsonObject): Audience {
  const value = claimOf(claims, 'aud');
  if (value === undefined) return undefined;
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (names.every((name) => typeof name === 'string')) return [...new Set(names.flatMap(spellingsOf))];
  throw new TokenRefused("The token's aud is neither a text nor a list of texts");
}

function spellingsOf(name: string): readonly string[] {
  return [name, name.replace(SCHEME_AND_HOST, (start) => start.toLowerCase())];
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
