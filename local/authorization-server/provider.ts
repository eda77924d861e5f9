import { generateKeyPairSync, randomUUID } from 'node:crypto';
import Provider, { errors, type RequestContext, type ResourceServerInfo } from 'oidc-provider';
import { acceptAssertions } from './assertions.ts';
import { createClients } from './clients.ts';
import type { AuthorizationServerOptions } from './options.ts';

/** Scopes that clients have asked for, where any is possible. */
const MAX_SCOPES = 1_000;
const DAY_SECONDS = 86_400;
const LOOPBACK_ORIGIN = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Creates the authorization server itself, with a new signing key.
 *
 * @param keep what outlives a change of keys
 */
export function createProvider(issuer: string, options: AuthorizationServerOptions, keep: object): Provider {
  const { scopes, isResource = () => true, accessTokenSeconds = 3600, claims, clientDocuments, enterprise } = options;
  const known = new Set(scopes);
  const resourceServer = (resource: string): ResourceServerInfo => {
    if (!isResource(resource)) throw new errors.InvalidTarget();
    return {
      scope: [...known].join(' '),
      audience: resource,
      accessTokenFormat: 'jwt',
      accessTokenTTL: accessTokenSeconds,
      jwt: { sign: { alg: 'RS256' } },
    };
  };
  const provider = new Provider(issuer, {
    ...keep,
    clients: createClients(enterprise !== undefined),
    jwks: { keys: [signingKey()] },
    clientBasedCORS: (_: unknown, origin: string) => LOOPBACK_ORIGIN.test(origin),
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...claims?.(id) }) }),
    extraTokenClaims: (_: unknown, token: { readonly accountId?: string }) =>
      token.accountId === undefined ? undefined : claims?.(token.accountId),
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    // Clients of MCP expect a refresh token whenever they may use one.
    issueRefreshToken: (_: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    // Nothing is read from the internet.
    fetch: async (url: string | URL) => {
      const document = clientDocuments?.[String(url)];
      return document === undefined ? new Response('', { status: 404 }) : Response.json(document);
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      Grant: DAY_SECONDS,
      IdToken: 3_600,
      Interaction: 600,
      RefreshToken: DAY_SECONDS,
      Session: DAY_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      registration: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_: unknown, client: { readonly clientId: string }, token: { readonly clientId?: string }) =>
          token.clientId === client.clientId,
      },
      clientIdMetadataDocument: { enabled: clientDocuments !== undefined, ack: 'draft-02' },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx: RequestContext, resource: string) => {
          if (scopes === undefined) remember(known, ctx.oidc.params.scope);
          return resourceServer(resource);
        },
        useGrantedResource: () => true,
      },
    },
  });
  if (enterprise !== undefined) acceptAssertions(provider, enterprise, issuer, resourceServer);
  return provider;
}

function remember(known: Set<string>, scope = ''): void {
  for (const name of scope.split(' ')) if (name !== '' && known.size < MAX_SCOPES) known.add(name);
}

function signingKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}
