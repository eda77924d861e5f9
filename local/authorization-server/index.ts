/** An OAuth 2.1 authorization server on loopback, for `npm start -- --auth` and for tests: oidc-provider with a sign-in page. */
export { JWT_BEARER } from './assertions.ts';
export { PUBLIC_CLIENT, SERVICE_CLIENT } from './clients.ts';
export { type AuthorizationServer, startAuthorizationServer } from './server.ts';
