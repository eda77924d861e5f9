import type { JsonObject } from '../json.ts';

/**
 * The caller of a request. Tasks, sessions, request states and cursors are bound to {@link Principal.id}. `kind` says what the
 * caller proved: nothing, a key of this deployment, or a token of an issuer that the stage trusts.
 */
export interface Principal {
  readonly kind: 'anonymous' | 'key' | 'user';
  /**
   * Identifies the caller, the same at every instance and after a key's rotation: `anonymous`, `key:{id}`, or `user:{iss}|{sub}`.
   */
  readonly id: string;
  /** The scopes of the caller's credentials, hierarchies expanded. */
  readonly scopes: ReadonlySet<string>;
  /** The names of servers that the credentials are valid for; absent: all. */
  readonly servers?: ReadonlySet<string>;
  /** The groups of a user, as `{iss}|{name}`; absent: none. */
  readonly groups?: readonly string[];
  /** The claims of the token that the stage lists in `auth.claims`; absent: none. */
  readonly claims?: JsonObject;
  /** The client that the token was issued to. RFC 9068: `client_id`; OpenID Connect: `azp`; or else `appid` or `cid` */
  readonly client?: string;
  /** When the credentials were issued, epoch milliseconds: the deny list can name all that are older. */
  readonly issuedAt?: number;
  /** When the credentials end, epoch milliseconds; absent: never. */
  readonly expiresAt?: number;
  /** The rate that the credentials allow; absent: the stage's limits alone. */
  readonly limits?: CallerLimits;
}

/** Limits of one caller. */
export interface CallerLimits {
  /** Operations a second, averaged. */
  readonly requestsPerSecond?: number;
  /** Operations that may exceed the rate at once. */
  readonly burst?: number;
  /** Calls and subscriptions in progress at once, at most 1,000. */
  readonly concurrentStreams?: number;
}

/** A {@link Principal} as JSON, for a task that continues without its request. */
export interface StoredPrincipal extends Omit<Principal, 'scopes' | 'servers'> {
  readonly scopes: readonly string[];
  readonly servers?: readonly string[];
}

/** Converts a principal to JSON. */
export function storePrincipal({ scopes, servers, ...rest }: Principal): StoredPrincipal {
  return { ...rest, scopes: [...scopes], ...(servers !== undefined && { servers: [...servers] }) };
}

/** The inverse of {@link storePrincipal}. */
export function restorePrincipal({ scopes, servers, ...rest }: StoredPrincipal): Principal {
  return { ...rest, scopes: new Set(scopes), ...(servers !== undefined && { servers: new Set(servers) }) };
}
