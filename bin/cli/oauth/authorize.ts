import { createHash, randomBytes } from 'node:crypto';
import { chooseClient } from './client.ts';
import type { Discovery } from './discover.ts';
import { OAuthFailed } from './http.ts';
import { listenForRedirect } from './redirect-listener.ts';
import { exchangeCode, type Tokens } from './tokens.ts';

/** How a user logs in. */
export interface AuthorizationOptions {
  readonly scopes: readonly string[];
  /**
   * A client that the authorization server knows, or the https URL of its metadata document.
   *
   * @default the command line registers itself
   */
  readonly clientId?: string | undefined;
  /** Port of the redirect on 127.0.0.1; 0 for a free one. */
  readonly port: number;
  /** Shows the page of the authorization server to the user. */
  readonly show: (url: string) => void | Promise<void>;
  readonly fetch: typeof fetch;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** How long the user has, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Logs a user in with the authorization code grant and PKCE. OAuth 2.1 section 4.1, RFC 7636, RFC 8252, RFC 8707, RFC 9207
 *
 * @throws OAuthFailed when the user refuses, or an answer is not for this login
 */
export async function authorize(
  { server, resource }: Discovery,
  { scopes, clientId: given, port, show, fetch: send, now, timeoutMs }: AuthorizationOptions,
): Promise<Tokens> {
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const listener = await listenForRedirect(state, port);
  try {
    const { redirectUri } = listener;
    const clientId = await chooseClient(server, { clientId: given, redirectUri, scopes }, send);
    // Without it, some servers issue no refresh token; with it, OpenID Connect requires that the user is asked. spec: SEP-2207
    const asked =
      server.hasOfflineAccess && !scopes.includes('offline_access') ? [...scopes, 'offline_access'] : scopes;
    const page = new URL(server.authorizationEndpoint);
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state,
      resource,
      ...(asked.length > 0 && { scope: asked.join(' ') }),
      ...(asked.includes('offline_access') && { prompt: 'consent' }),
    };
    for (const [name, value] of Object.entries(parameters)) page.searchParams.set(name, value);
    await show(page.href);
    const answer = await listener.wait(timeoutMs);
    const code = codeIn(answer, server);
    return await exchangeCode(server, { clientId, code, verifier, redirectUri, resource, scopes }, { send, now });
  } finally {
    listener.close();
  }
}

function codeIn(answer: URLSearchParams, { issuer, namesItself }: Discovery['server']): string {
  const iss = answer.get('iss');
  // RFC 9207 section 2.4: another server's answer must not reach this one's token endpoint.
  if (iss !== issuer && (iss !== null || namesItself)) {
    throw new OAuthFailed(`the answer comes from another authorization server: expected iss ${issuer}, found ${iss}`);
  }
  const error = answer.get('error');
  if (error !== null) {
    const description = answer.get('error_description');
    throw new OAuthFailed(`the login was refused: ${error}${description === null ? '' : `: ${description}`}`);
  }
  const code = answer.get('code');
  if (code === null || answer.getAll('code').length > 1) throw new OAuthFailed('the answer has no code');
  return code;
}
