import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose/jwt/verify';
import Provider, { errors, type GrantContext, type ResourceServerInfo } from 'oidc-provider';
import { createAuthorizationStore } from './authorization-store.ts';

/** What an authorization server knows before it starts. */
export interface AuthorizationServerOptions {
  /** @default a free port */
  readonly port?: number;
  /** Scopes that a client may ask for, at any resource. */
  readonly scopes: readonly string[];
  /**
   * Whether it issues tokens for a resource.
   *
   * @default for all
   */
  readonly isResource?: (resource: string) => boolean;
  /**
   * Lifetime of access tokens.
   *
   * @default 3600
   */
  readonly accessTokenSeconds?: number;
  /**
   * Further claims of a user's access tokens.
   *
   * @default none
   */
  readonly claims?: (user: string) => Readonly<Record<string, unknown>>;
  /**
   * Client ID metadata documents by URL, which it would read from the internet.
   *
   * @default none
   */
  readonly clientDocuments?: Readonly<Record<string, object>>;
  /**
   * The identity provider of an enterprise, whose identity assertions (ID-JAG) are exchanged for access tokens.
   *
   * @default none
   */
  readonly enterprise?: { readonly issuer: string; readonly publicKey: Parameters<typeof jwtVerify>[1] };
}

/** An authorization server on loopback: oidc-provider, with a login page that logs a user in without asking. */
export interface AuthorizationServer {
  /** `http://127.0.0.1:PORT`, which is also the exact `iss` of its tokens. */
  readonly issuer: string;
  /** The user whom the login page logs in. */
  user: string;
  /** Requests so far, such as `GET /jwks`. */
  readonly seen: string[];
  /** Publishes new keys and signs with them from now on; the old ones are gone. */
  rotateKeys(): void;
  close(): Promise<void>;
}

/** A public client that any loopback port may be the redirect URI of, so that native applications can use it. RFC 8252 section 7.3 */
export const PUBLIC_CLIENT = 'public-client';
/** A client with a secret, for the client credentials and JWT bearer grants. */
export const SERVICE_CLIENT = { id: 'service', secret: 'service-secret' } as const;
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const CLIENTS = [
  {
    client_id: PUBLIC_CLIENT,
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  },
  {
    client_id: SERVICE_CLIENT.id,
    client_secret: SERVICE_CLIENT.secret,
    redirect_uris: [],
    grant_types: ['client_credentials', JWT_BEARER],
    response_types: [],
  },
];

/**
 * Starts an authorization server with everything that the specification asks for: metadata, PKCE, resource indicators, JWT access
 * tokens (RFC 9068), refresh tokens, dynamic registration and client ID metadata documents.
 */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url?.split('?')[0]}`);
    if (request.url?.startsWith('/interaction/')) {
      answerInteraction(provider, state.user, request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    } else provider.callback()(request, response);
  });
  await new Promise<void>((ready) => server.listen(options.port ?? 0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keep = { adapter: createAuthorizationStore(), cookies: { keys: [randomBytes(16).toString('hex')] } };
  const create = () => createProvider(issuer, options, keep);
  let provider = create();
  const state: AuthorizationServer = {
    issuer,
    user: 'alice',
    seen,
    rotateKeys() {
      provider = create();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

function createProvider(issuer: string, options: AuthorizationServerOptions, keep: object): Provider {
  const { scopes, isResource = () => true, accessTokenSeconds = 3600, claims, clientDocuments = {} } = options;
  const resourceServer = (resource: string): ResourceServerInfo => {
    if (!isResource(resource)) throw new errors.InvalidTarget();
    return {
      scope: scopes.join(' '),
      audience: resource,
      accessTokenFormat: 'jwt',
      accessTokenTTL: accessTokenSeconds,
      jwt: { sign: { alg: 'RS256' } },
    };
  };
  const provider = new Provider(issuer, {
    ...keep,
    clients: CLIENTS,
    jwks: { keys: [signingKey()] },
    clientBasedCORS: () => true,
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...claims?.(id) }) }),
    extraTokenClaims: (_: unknown, token: { readonly accountId?: string }) =>
      token.accountId === undefined ? undefined : claims?.(token.accountId),
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    // Clients of MCP expect a refresh token whenever they may use one.
    issueRefreshToken: (_: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    fetch: async (url: string | URL) => {
      const document = clientDocuments[String(url)];
      return document === undefined ? new Response('', { status: 404 }) : Response.json(document);
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      Grant: 86_400,
      IdToken: 3_600,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      registration: { enabled: true },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, resource: string) => resourceServer(resource),
        useGrantedResource: () => true,
      },
    },
  });
  provider.registerGrantType(JWT_BEARER, (ctx) => exchangeAssertion(provider, ctx, issuer, options, resourceServer), [
    'assertion',
    'scope',
    'resource',
  ]);
  return provider;
}

function signingKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

/** Logs the user in, and grants what the client asks for. */
async function answerInteraction(
  provider: Provider,
  user: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: user } });
  }
  const owner = { accountId: session?.accountId ?? user, clientId: params.client_id };
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant(owner);
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details;
  if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/**
 * Exchanges an identity assertion of the enterprise for an access token.
 * draft-ietf-oauth-identity-assertion-authz-grant; spec: extension enterprise-managed-authorization
 */
async function exchangeAssertion(
  provider: Provider,
  ctx: GrantContext,
  issuer: string,
  { enterprise, accessTokenSeconds = 3600 }: AuthorizationServerOptions,
  resourceServer: (resource: string) => ResourceServerInfo,
): Promise<void> {
  const { client, params } = ctx.oidc;
  const { assertion = '', scope = '', resource } = params;
  if (enterprise === undefined || resource === undefined) throw new errors.InvalidGrant('not available');
  const { payload } = await jwtVerify(assertion, enterprise.publicKey, {
    issuer: enterprise.issuer,
    audience: issuer,
    typ: 'oauth-id-jag+jwt',
    requiredClaims: ['sub', 'exp', 'jti'],
  }).catch(() => {
    throw new errors.InvalidGrant('the assertion is not valid');
  });
  const accountId = String(payload.sub);
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addResourceScope(resource, scope);
  const token = new provider.AccessToken({
    client,
    accountId,
    grantId: await grant.save(),
    gty: JWT_BEARER,
    scope,
  });
  token.resourceServer = new provider.ResourceServer(resource, resourceServer(resource));
  ctx.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: accessTokenSeconds, scope };
}
