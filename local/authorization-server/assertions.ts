import { jwtVerify } from 'jose/jwt/verify';
import type Provider from 'oidc-provider';
import { errors, type GrantContext, type ResourceServerInfo } from 'oidc-provider';

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The identity provider of an enterprise, whose identity assertions (ID-JAG) are exchanged for access tokens. */
export interface Enterprise {
  readonly issuer: string;
  readonly publicKey: Parameters<typeof jwtVerify>[1];
}

/**
 * Lets clients exchange identity assertions of an enterprise for access tokens.
 * draft-ietf-oauth-identity-assertion-authz-grant; spec: extension enterprise-managed-authorization
 *
 * @param issuer the authorization server's own
 */
export function acceptAssertions(
  provider: Provider,
  enterprise: Enterprise,
  issuer: string,
  resourceServer: (resource: string) => ResourceServerInfo,
): void {
  const exchange = (ctx: GrantContext) => exchangeAssertion(provider, ctx, { enterprise, issuer, resourceServer });
  provider.registerGrantType(JWT_BEARER, exchange, ['assertion', 'scope', 'resource']);
}

async function exchangeAssertion(
  provider: Provider,
  ctx: GrantContext,
  {
    enterprise,
    issuer,
    resourceServer,
  }: {
    readonly enterprise: Enterprise;
    readonly issuer: string;
    readonly resourceServer: (resource: string) => ResourceServerInfo;
  },
): Promise<void> {
  const { client, params } = ctx.oidc;
  const { assertion = '', scope = '', resource } = params;
  if (resource === undefined) throw new errors.InvalidGrant('not available');
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
  const info = resourceServer(resource);
  token.resourceServer = new provider.ResourceServer(resource, info);
  ctx.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: info.accessTokenTTL, scope };
}
