import type { Json, JsonObject } from '../../json.ts';
import { TokenRefused } from './refused.ts';

/** Characters of a name that an issuer gives: OpenID Connect allows 255 for `sub`, and workload identities are longer. */
const MAX_NAME_CHARS = 2_048;

/** A claim of the token itself: one whose name is in the prototype of objects is none. */
export function claimOf(claims: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/**
 * Whether a value can name somebody. Unpaired surrogates become the same replacement character when they are stored, so that two
 * users could become one; control characters have no place in a name.
 */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_NAME_CHARS &&
    value.isWellFormed() &&
    !/\p{Cc}/u.test(value)
  );
}

/**
 * Reads a claim that holds a list of names, or one of them.
 *
 * @throws TokenRefused for any other value: what is left out could be what a rule forbids
 */
export function readNames(claims: JsonObject, claim: string): readonly string[] | undefined {
  const value = claimOf(claims, claim);
  if (value === undefined) return undefined;
  const names = Array.isArray(value) ? value : [value];
  if (names.every(isName)) return names;
  throw new TokenRefused('The token has a claim of names that is neither a name nor a list of names');
}
