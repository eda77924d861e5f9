import { McpClientError } from '../errors/index.ts';
import type { HeaderMap, Refusal } from '../http/index.ts';

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

/**
 * The user must log in: the provider has opened the page for it. Pass the code that it returns to `finishAuth`, then connect again.
 * The name is that of the SDK's class, by which SDK v2 recognizes the error.
 */
export class UnauthorizedError extends McpClientError {
  override readonly name = 'UnauthorizedError';
  readonly actor = 'credentials';

  constructor() {
    super('The user must log in first. Pass the authorization code to finishAuth(), then connect again');
  }
}

/** Gets tokens for one server from the OAuth provider of an SDK. */
export class OAuthSession {
  readonly #oauth: SdkOAuth;
  readonly #request: Pick<AuthRequest, 'serverUrl' | 'fetchFn'>;
  #resourceMetadataUrl: URL | undefined;
  #scope: string | undefined;
  #renewal: { readonly key: string; readonly outcome: Promise<boolean> } | undefined;

  constructor(oauth: SdkOAuth, request: Pick<AuthRequest, 'serverUrl' | 'fetchFn'>) {
    this.#oauth = oauth;
    this.#request = request;
  }

  async headers(): Promise<HeaderMap> {
    const tokens = await this.#oauth.provider.tokens();
    return tokens === undefined ? {} : { authorization: `Bearer ${tokens.access_token}` };
  }

  /**
   * Obtains other tokens after a refusal. Requests that are refused in the same way at once share one renewal, and others wait for
   * it: a refresh token may serve only once.
   *
   * @returns whether there are any
   * @throws UnauthorizedError if the user must log in
   */
  async renew(refusal: Refusal): Promise<boolean> {
    const key = `${refusal.status} ${refusal.challenge}`;
    const before = this.#renewal;
    if (before?.key === key) return before.outcome;
    const ended = before?.outcome.catch(() => undefined) ?? Promise.resolve();
    const renewal = { key, outcome: ended.then(() => this.#renew(refusal)) };
    this.#renewal = renewal;
    try {
      return await renewal.outcome;
    } finally {
      if (this.#renewal === renewal) this.#renewal = undefined;
    }
  }

  /** Exchanges an authorization code for tokens. */
  async finish(authorizationCode: string, iss: string | undefined): Promise<void> {
    await this.#authorize({ authorizationCode, ...(iss !== undefined && { iss }) });
  }

  async #renew({ status, challenge }: Refusal): Promise<boolean> {
    if (status === 403 && challengeParam(challenge, 'error') !== 'insufficient_scope') return false;
    const metadata = challengeParam(challenge, 'resource_metadata');
    if (metadata !== undefined && URL.canParse(metadata)) this.#resourceMetadataUrl = new URL(metadata);
    const granted = status === 403 ? (await this.#oauth.provider.tokens())?.scope : undefined;
    // spec: basic/authorization#step-up-authorization-flow: the scopes so far are requested again.
    const scopes = union(this.#scope, granted, challengeParam(challenge, 'scope'));
    if (scopes !== '') this.#scope = scopes;
    const mustExceed = status === 403 && scopes !== union(granted);
    await this.#authorize(mustExceed ? { forceReauthorization: true } : {});
    return true;
  }

  async #authorize(request: Partial<AuthRequest>): Promise<void> {
    const outcome = await this.#oauth.auth(this.#oauth.provider, {
      ...this.#request,
      ...(this.#resourceMetadataUrl !== undefined && { resourceMetadataUrl: this.#resourceMetadataUrl }),
      ...(this.#scope !== undefined && { scope: this.#scope }),
      ...request,
    });
    if (outcome !== 'AUTHORIZED') throw new UnauthorizedError();
  }
}

/** Scopes without duplicates, in order of appearance. */
function union(...scopes: readonly (string | undefined)[]): string {
  return [...new Set(scopes.join(' ').split(' '))].filter((scope) => scope !== '').join(' ');
}

/** RFC 9110 section 11.6.1: a parameter is a token or a quoted string. */
function challengeParam(challenge: string | null, name: string): string | undefined {
  const [, quoted, token] =
    new RegExp(`[\\s,]${name}\\s*=\\s*(?:"([^"]*)"|([^\\s,"]+))`, 'i').exec(challenge ?? '') ?? [];
  return quoted ?? token;
}
