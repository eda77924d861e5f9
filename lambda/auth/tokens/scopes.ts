import type { JsonObject } from '../../json.ts';
import type { IssuerSettings } from '../settings.ts';
import { claimOf } from './names.ts';
import { TokenRefused } from './refused.ts';

/** Reads the scopes of a token, under the deployment's names; `undefined` if the token has no claim of scopes. */
export type ReadScopes = (claims: JsonObject) => readonly string[] | undefined;

/** Prepares {@link ReadScopes} for an issuer. The result throws TokenRefused for a claim that is neither a text nor a list of texts. */
export function createScopeReader({ scopeClaim, scopes = {} }: IssuerSettings): ReadScopes {
  const renamed = new Map(Object.entries(scopes));
  // `scope` is standard (RFC 8693 section 4.2, RFC 9068 section 2.2.3); `scp` is what Microsoft Entra and Okta send.
  const names = scopeClaim === undefined ? ['scope', 'scp'] : [scopeClaim];
  return (claims) => {
    const value = names.map((name) => claimOf(claims, name)).find((each) => each !== undefined);
    if (value === undefined) return undefined;
    return splitScopes(value).flatMap((scope) => renamed.get(scope) ?? [scope]);
  };
}

function splitScopes(value: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!parts.every((part) => typeof part === 'string')) {
    throw new TokenRefused("The token's scopes are neither a text nor a list of texts");
  }
  // A list may hold several scopes in one text, as a text does.
  return parts.flatMap((part) => part.split(' ')).filter((scope) => scope !== '');
}
