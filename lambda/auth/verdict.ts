import type { Principal, StoredPrincipal } from './principal.ts';

/** What checking a credential found. */
export type Verdict =
  | { readonly kind: 'valid'; readonly principal: Principal }
  /**
   * The credential proves nothing: 401 with `invalid_token`.
   *
   * `description` goes to the caller: it neither repeats the credential nor tells whether an unknown key was revoked or never existed.
   */
  | { readonly kind: 'invalid'; readonly description: string }
  /** The credential cannot be checked now: 503 with `Retry-After`. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

/**
 * Checks a credential. Never rejects, and returns without a promise when memory holds the result.
 *
 * @param credential the value of `X-Api-Key`, or what follows `Bearer ` in `Authorization`
 */
export type VerifyKey = (credential: string) => Verdict | Promise<Verdict>;

/**
 * The same for a JSON Web Token.
 *
 * @param audiences the resource identifiers that the request's path stands for, one of which the token's `aud` must name
 */
export type VerifyToken = (token: string, audiences: readonly string[]) => Verdict | Promise<Verdict>;

/**
 * Judges a caller again whose credential was checked before: is its key still valid, and does the deny list name it?
 *
 * @returns the caller as it is now, for example with the present scopes of its key; `undefined` if it may do nothing any more
 * @throws AuthUnavailable when that cannot be read now
 */
export type Recheck = (stored: StoredPrincipal) => Promise<Principal | undefined>;

/** A part that authentication needs cannot be reached. Callers respond with 503. */
export class AuthUnavailable extends Error {
  override readonly name = 'AuthUnavailable';
}
