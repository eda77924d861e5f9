import type { AuthorizationServerMetadata } from './discover.ts';
import { exchange, OAuthFailed, reasonOf } from './http.ts';

/**
 * Chooses the client that logs in: the one that is passed, or one that registers itself. An id that is an https URL names a
 * document that describes the client. RFC 7591, draft-ietf-oauth-client-id-metadata-document
 *
 * @returns its id
 * @throws OAuthFailed when the server knows no such client, or registers none
 */
export async function chooseClient(
  server: AuthorizationServerMetadata,
  { clientId, redirectUri, scopes }: ClientRequest,
  send: typeof fetch,
): Promise<string> {
  const { issuer, readsClientDocuments, registrationEndpoint } = server;
  if (clientId !== undefined) {
    if (!clientId.startsWith('https://') || readsClientDocuments) return clientId;
    throw new OAuthFailed(
      `the authorization server ${issuer} does not read client ID metadata documents: pass --client-id with the id of a registered client`,
    );
  }
  if (registrationEndpoint === undefined) {
    throw new OAuthFailed(
      `the authorization server ${issuer} registers no clients by itself: register a public client there, with the redirect URI ` +
        'http://127.0.0.1/callback on any port, and pass its id with --client-id',
    );
  }
  const registration = {
    client_name: 'Spillway command line',
    application_type: 'native',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  };
  const response = await register(send, registrationEndpoint, registration);
  // A server may refuse scopes in a registration that it grants in an authorization: they are optional here.
  const { scope: _, ...bare } = registration;
  const final =
    response.status >= 400 && scopes.length > 0 ? await register(send, registrationEndpoint, bare) : response;
  const id = final.body.client_id;
  if (final.status < 300 && typeof id === 'string') return id;
  throw new OAuthFailed(`the authorization server ${issuer} refused to register a client: ${reasonOf(final)}`);
}

interface ClientRequest {
  readonly clientId: string | undefined;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

function register(send: typeof fetch, endpoint: URL, registration: object) {
  return exchange(send, endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(registration),
  });
}
