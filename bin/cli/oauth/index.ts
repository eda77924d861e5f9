/** OAuth 2.1 as a native client of MCP servers uses it: discovery, registration, the browser flow and tokens. */
export { authorize } from './authorize.ts';
export { parseChallenge } from './challenge.ts';
export { discover } from './discover.ts';
export { OAuthFailed } from './http.ts';
export { GrantEnded, refreshTokens, revokeToken, type Tokens } from './tokens.ts';
