/** Tokens that an endpoint gives or the tool signs: OAuth 2.0 and JSON Web Tokens. */

export type { JwtSpec } from './jwt.ts';
export { jwtAuth } from './jwt-auth.ts';
export { type ClientAuth, type Grant, oauth2Auth } from './oauth2.ts';
