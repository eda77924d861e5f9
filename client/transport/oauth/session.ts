import { challengeParam, type HeaderMap, type Refusal } from '../../http/index.ts';
import type { AuthRequest, TokenSource } from '../oauth-types.ts';

/** How tokens are obtained. */
export interface Authorization {
  readonly provider: TokenSource;
  /** @throws UnauthorizedError if the user must log in */
  authorize(request: Partial<AuthRequest>): Promise<void>;
}

/** Gets tokens for one server from the OAuth provider of an SDK. */
export class OAuthSession {
  readonly #authorization: Authorization;
  #resourceMetadataUrl: URL | undefined;
  #scope: string | undefined;
  #renewal: { readonly key: string; readonly outcome: Promise<boolean> } | undefined;

  constructor(authorization: Authorization) {
    this.#authorization = authorization;
  }

  async headers(): Promise<HeaderMap> {
    const tokens = await this.#authorization.provider.tokens();
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
    const granted = status === 403 ? (await this.#authorization.provider.tokens())?.scope : undefined;
    // spec: basic/authorization#step-up-authorization-flow: the scopes so far are requested again.
    const scopes = union(this.#scope, granted, challengeParam(challenge, 'scope'));
    if (scopes !== '') this.#scope = scopes;
    const mustExceed = status === 403 && scopes !== union(granted);
    await this.#authorize(mustExceed ? { forceReauthorization: true } : {});
    return true;
  }

  async #authorize(request: Partial<AuthRequest>): Promise<void> {
    await this.#authorization.authorize({
      ...(this.#resourceMetadataUrl !== undefined && { resourceMetadataUrl: this.#resourceMetadataUrl }),
      ...(this.#scope !== undefined && { scope: this.#scope }),
      ...request,
    });
  }
}

/** Scopes without duplicates, in order of appearance. */
function union(...scopes: readonly (string | undefined)[]): string {
  return [...new Set(scopes.join(' ').split(' '))].filter((scope) => scope !== '').join(' ');
}
