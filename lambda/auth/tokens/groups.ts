import { isJsonObject, type JsonObject } from '../../json.ts';
import { claimOf, readNames } from './names.ts';
import { TokenRefused } from './refused.ts';

/**
 * Reads the groups of a user.
 *
 * Microsoft Entra leaves the groups out of the token of a user who has too many, and sends a link in their place. Such a token is
 * refused: a policy that forbids something to a group could not see it.
 *
 * @param claim the claim that holds the groups; `undefined`: the stage reads none
 * @throws TokenRefused
 */
export function readGroups(claims: JsonObject, claim: string | undefined): readonly string[] | undefined {
  if (claim === undefined) return undefined;
  if (isOverage(claims, claim)) {
    throw new TokenRefused('The token has a link in place of its groups: the user is in too many');
  }
  return readNames(claims, claim);
}

/**
 * Microsoft Entra: "Groups overage claim", with `hasgroups` in the implicit flow; OpenID Connect Core section 5.6.2 has
 * `_claim_names` for any claim that is elsewhere.
 */
function isOverage(claims: JsonObject, claim: string): boolean {
  const elsewhere = claimOf(claims, '_claim_names');
  if (elsewhere !== undefined && (!isJsonObject(elsewhere) || Object.hasOwn(elsewhere, claim))) return true;
  const hasGroups = claimOf(claims, 'hasgroups');
  return hasGroups !== undefined && hasGroups !== false && hasGroups !== 'false';
}
