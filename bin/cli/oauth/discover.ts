import type { JsonObject } from '../../../lambda/json.ts';
import { parseChallenge, scopesIn } from './challenge.ts';
import { exchange, OAuthFailed, privateUrl } from './http.ts';

/** Where and for what a user logs in to use an MCP server. */
export interface Discovery {
  /** What the token will be for. RFC 8707 */
  readonly resource: string;
  /** What the server asks for, or says that it knows. */
  readonly scopes: readonly string[];
  readonly server: AuthorizationServerMetadata;
}

/** An authorization server, as it describes itself. RFC 8414 */
export interface AuthorizationServerMetadata {
  readonly issuer: string;
  readonly authorizationEndpoint: URL;
  readonly tokenEndpoint: URL;
  readonly registrationEndpoint: URL | undefined;
  readonly revocationEndpoint: URL | undefined;
  /** Whether the id of a client may be the URL of a document that describes it. */
  readonly readsClientDocuments: boolean;
  /** Whether it always names itself in the redirect. RFC 9207 */
  readonly namesItself: boolean;
  /** Whether a client must ask for this scope to get a refresh token. */
  readonly hasOfflineAccess: boolean;
}

const RESOURCE_METADATA = '/.well-known/oauth-protected-resource';
const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'spillway-cli', version: '1' },
  },
});

/**
 * Finds out how to log in to an MCP server: from its challenge to a request without credentials, or from the document at the
 * well-known path. spec: basic/authorization
 *
 * @param wanted the authorization server to use; default: the first that the MCP server names
 * @throws OAuthFailed when the server offers no login, or a document is missing or wrong
 */
export async function discover(url: URL, send: typeof fetch, wanted?: string): Promise<Discovery> {
  const challenge = await challengeOf(url, send);
  const document = await readResourceMetadata(url, challenge?.resource_metadata, send);
  const resource = resourceIn(document, url);
  const issuers = textsIn(document.authorization_servers);
  const issuer = wanted === undefined ? issuers[0] : issuers.find((each) => each === wanted);
  if (issuer === undefined) {
    const named = issuers.length === 0 ? 'none' : issuers.join(', ');
    const what = wanted === undefined ? 'no authorization server' : `no authorization server ${wanted}`;
    throw new OAuthFailed(`${url.href} names ${what}; it names: ${named}`);
  }
  const asked = scopesIn(challenge?.scope);
  return {
    resource,
    scopes: asked.length > 0 ? asked : textsIn(document.scopes_supported),
    server: await readServerMetadata(privateUrl('the URL of the authorization server', issuer), issuer, send),
  };
}

/** The challenge to a request without credentials, if there is one: a server may admit everybody, and offer more after a login. */
async function challengeOf(url: URL, send: typeof fetch) {
  const { status, headers } = await exchange(send, url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: INITIALIZE,
  });
  return status === 401 ? parseChallenge(headers.get('www-authenticate')) : undefined;
}

/** RFC 9728 section 3.1: the well-known part precedes the path of the resource. */
async function readResourceMetadata(url: URL, named: string | undefined, send: typeof fetch): Promise<JsonObject> {
  const path = url.pathname === '/' ? '' : url.pathname;
  const places =
    named === undefined
      ? [...new Set([RESOURCE_METADATA + path, RESOURCE_METADATA])].map((place) => new URL(place, url))
      : [privateUrl('resource_metadata in the challenge', named)];
  for (const place of places) {
    const { status, body } = await exchange(send, place);
    if (status === 200) return body;
  }
  const server =
    path === '' ? '. Pass the URL of a server, such as /mcp/{server}' : '. If it accepts API keys, pass one with --key';
  throw new OAuthFailed(`${url.href} offers no login: there is no document at ${places.join(' or ')}${server}`);
}

/** RFC 9728 section 3.3: a document about another resource must not decide where tokens for this one come from. */
function resourceIn({ resource }: JsonObject, url: URL): string {
  const named = privateUrl('resource in the metadata of the server', resource);
  const [parent, path] = [named.pathname, url.pathname].map((text) => text.replace(/\/*$/, '/'));
  if (named.origin === url.origin && parent !== undefined && path?.startsWith(parent)) return String(resource);
  throw new OAuthFailed(`the metadata of ${url.href} is about another resource: ${resource}`);
}

/** RFC 8414 section 3.1, then OpenID Connect Discovery. */
async function readServerMetadata(url: URL, issuer: string, send: typeof fetch): Promise<AuthorizationServerMetadata> {
  const path = url.pathname.replace(/\/+$/, '');
  const places = [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
    `${path}/.well-known/openid-configuration`,
  ];
  for (const place of new Set(places)) {
    const { status, body } = await exchange(send, new URL(place, url.origin));
    if (status === 200) return parseServerMetadata(body, issuer);
  }
  throw new OAuthFailed(`the authorization server ${issuer} has no metadata at ${url.origin}${places[0]}`);
}

function parseServerMetadata(body: JsonObject, issuer: string): AuthorizationServerMetadata {
  // RFC 8414 section 3.3
  if (body.issuer !== issuer) {
    throw new OAuthFailed(`the metadata of ${issuer} names another issuer: ${JSON.stringify(body.issuer)}`);
  }
  if (!textsIn(body.code_challenge_methods_supported).includes('S256')) {
    throw new OAuthFailed(`the authorization server ${issuer} does not support PKCE with S256, which MCP requires`);
  }
  const optional = (name: string) => (body[name] === undefined ? undefined : privateUrl(name, body[name]));
  return {
    issuer,
    authorizationEndpoint: privateUrl('authorization_endpoint', body.authorization_endpoint),
    tokenEndpoint: privateUrl('token_endpoint', body.token_endpoint),
    registrationEndpoint: optional('registration_endpoint'),
    revocationEndpoint: optional('revocation_endpoint'),
    readsClientDocuments: body.client_id_metadata_document_supported === true,
    namesItself: body.authorization_response_iss_parameter_supported === true,
    hasOfflineAccess: textsIn(body.scopes_supported).includes('offline_access'),
  };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
