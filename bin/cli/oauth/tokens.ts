import { scopesIn } from './challenge.ts';
import type { AuthorizationServerMetadata } from './discover.ts';
import { OAuthFailed, type OAuthResponse, postForm, reasonOf } from './http.ts';

/** What a login yields. */
export interface Tokens {
  readonly clientId: string;
  readonly accessToken: string;
  /** When the access token ends, epoch milliseconds; `undefined` if the server did not say. */
  readonly expiresAt: number | undefined;
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
}

/** The refresh token is not valid any more: the user must log in again. RFC 6749 section 5.2, `invalid_grant` */
export class GrantEnded extends OAuthFailed {
  override readonly name = 'GrantEnded';
}

interface Surroundings {
  readonly send: typeof fetch;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
}

interface CodeRequest {
  readonly clientId: string;
  readonly code: string;
  /** The secret of PKCE. RFC 7636 */
  readonly verifier: string;
  readonly redirectUri: string;
  readonly resource: string;
  readonly scopes: readonly string[];
}

/** Exchanges a code for tokens. @throws OAuthFailed */
export async function exchangeCode(
  { issuer, tokenEndpoint }: AuthorizationServerMetadata,
  { clientId, code, verifier, redirectUri, resource, scopes }: CodeRequest,
  { send, now }: Surroundings,
): Promise<Tokens> {
  const response = await postForm(send, tokenEndpoint, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
    resource,
  });
  return tokensIn(response, issuer, { clientId, refreshToken: undefined, scopes }, now);
}

interface RefreshRequest {
  readonly issuer: string;
  readonly tokenEndpoint: URL;
  readonly resource: string;
  readonly tokens: Tokens & { readonly refreshToken: string };
}

/** Gets a new access token. @throws GrantEnded, OAuthFailed */
export async function refreshTokens(
  { issuer, tokenEndpoint, resource, tokens }: RefreshRequest,
  { send, now }: Surroundings,
): Promise<Tokens> {
  const response = await postForm(send, tokenEndpoint, {
    grant_type: 'refresh_token',
    client_id: tokens.clientId,
    refresh_token: tokens.refreshToken,
    resource,
  });
  if (response.body.error === 'invalid_grant') throw new GrantEnded(`the login at ${issuer} has ended`);
  return tokensIn(response, issuer, tokens, now);
}

/** Ends a refresh token, and the access tokens of its grant where the server does so. RFC 7009 @throws OAuthFailed */
export async function revokeToken(
  endpoint: URL,
  { clientId, refreshToken, accessToken }: Tokens,
  send: typeof fetch,
): Promise<void> {
  const response = await postForm(send, endpoint, {
    client_id: clientId,
    token: refreshToken ?? accessToken,
    token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token',
  });
  if (response.status !== 200) throw new OAuthFailed(`the token was not revoked: ${reasonOf(response)}`);
}

function tokensIn(
  response: OAuthResponse,
  issuer: string,
  before: Pick<Tokens, 'clientId' | 'refreshToken' | 'scopes'>,
  now: () => number,
): Tokens {
  const { access_token: token, token_type: type, expires_in: seconds, refresh_token: refresh, scope } = response.body;
  if (response.status !== 200) throw new OAuthFailed(`${issuer} issued no token: ${reasonOf(response)}`);
  // It becomes the value of a header. RFC 6750 section 2.1
  if (typeof token !== 'string' || !/^[!-~]+$/.test(token) || String(type).toLowerCase() !== 'bearer') {
    throw new OAuthFailed(`${issuer} issued no bearer token`);
  }
  return {
    clientId: before.clientId,
    accessToken: token,
    expiresAt: typeof seconds === 'number' && seconds > 0 ? now() + seconds * 1000 : undefined,
    // A server that does not rotate refresh tokens sends none: the former one stays.
    refreshToken: typeof refresh === 'string' ? refresh : before.refreshToken,
    scopes: typeof scope === 'string' ? scopesIn(scope) : before.scopes,
  };
}
