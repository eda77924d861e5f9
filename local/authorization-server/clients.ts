import { JWT_BEARER } from './assertions.ts';

/** A public client that any loopback port may be the redirect URI of, so that native applications can use it. RFC 8252 section 7.3 */
export const PUBLIC_CLIENT = 'public-client';

/** A client with a secret, for the client credentials and JWT bearer grants; it exists where an enterprise does. */
export const SERVICE_CLIENT = { id: 'service', secret: 'service-secret' } as const;

/** The clients that need no registration. */
export function createClients(hasEnterprise: boolean): readonly object[] {
  const user = {
    client_id: PUBLIC_CLIENT,
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  };
  const service = {
    client_id: SERVICE_CLIENT.id,
    client_secret: SERVICE_CLIENT.secret,
    redirect_uris: [],
    grant_types: ['client_credentials', JWT_BEARER],
    response_types: [],
  };
  return hasEnterprise ? [user, service] : [user];
}
