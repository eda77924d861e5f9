interface Tokens {
  readonly access_token: string;
  readonly scope?: string | undefined;
}

/** The part of an SDK's `OAuthClientProvider` that the transport itself uses. */
export interface TokenSource {
  tokens(): Tokens | undefined | Promise<Tokens | undefined>;
}

/** What the transport passes to an SDK's `auth`. */
export interface AuthRequest {
  readonly serverUrl: string;
  readonly authorizationCode?: string;
  readonly iss?: string;
  readonly scope?: string;
  readonly resourceMetadataUrl?: URL;
  readonly forceReauthorization?: boolean;
  readonly fetchFn: (url: string | URL, init?: RequestInit) => Promise<Response>;
}

/**
 * OAuth by an SDK: both parts are the SDK's own, of `@modelcontextprotocol/sdk/client/auth.js` or `@modelcontextprotocol/client`.
 *
 * @example
 * import { auth, Client } from '@modelcontextprotocol/client';
 * const transport = new SpillwayTransport({ url, oauth: { provider, auth } });
 */
export interface SdkOAuth {
  readonly provider: TokenSource;
  /** @returns `AUTHORIZED`, or `REDIRECT` if the user must log in first */
  auth(provider: TokenSource, request: AuthRequest): Promise<string>;
}
