/** How callers prove who they are: the stage's `auth`, as functions read it. At least one of the three methods is present. */
export interface AuthSettings {
  /** Callers without credentials are admitted, with these scopes. */
  readonly anonymous?: { readonly scopes: readonly string[] };
  /** Keys of this deployment are admitted. */
  readonly apiKeys?: true;
  /** Tokens of these issuers are admitted. */
  readonly issuers?: readonly IssuerSettings[];
  /** `server`: a token names the server that it is for; `deployment`: it may also name `publicUrl`. */
  readonly audience: 'server' | 'deployment';
  /** The scopes that a scope includes: `{ "orders:write": ["orders:read"] }`. */
  readonly implies?: Readonly<Record<string, readonly string[]>>;
  /** Claims that targets may read as `$caller.claims.{name}`. */
  readonly claims?: readonly string[];
  /** The scopes that metadata documents name: what a client asks for before it knows what it needs. */
  readonly scopesSupported?: readonly string[];
}

/** An authorization server that the stage trusts. */
export interface IssuerSettings {
  /** The exact `iss`, an https URL. */
  readonly issuer: string;
  /** Accepted `aud` values in addition to the resource identifiers of this deployment. */
  readonly audiences?: readonly string[];
  /** Accepted `client_id` (else `azp`, `appid` or `cid`) values; required for tokens without `aud`. */
  readonly clients?: readonly string[];
  /** Accepted signature algorithms; default: RS256, ES256, PS256 and EdDSA. */
  readonly algorithms?: readonly string[];
  /** The claim that holds the scopes; default: `scope`, then `scp`. */
  readonly scopeClaim?: string;
  /** Replaces the issuer's names of scopes by the deployment's: `{ "api://x/Orders.Read": ["orders:read"] }`; others stay. */
  readonly scopes?: Readonly<Record<string, readonly string[]>>;
  /** The claim that holds the user's groups; default: none are read. */
  readonly groupsClaim?: string;
}
