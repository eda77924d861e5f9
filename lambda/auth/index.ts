/** Identifies the caller of a request, and decides which documents that caller may use. */
export { ANONYMOUS, type Authenticate, type Authentication } from './authenticate.ts';
export { type Challenges, createChallenges } from './challenges.ts';
export { createAuthenticate } from './create-authenticate.ts';
export { type Decision, decide, type ServerAccess } from './decide.ts';
export { InsufficientScope } from './insufficient-scope.ts';
export { neededScopes } from './needed-scopes.ts';
export type { Action, ServerPolicies } from './policies.ts';
export { type Principal, restorePrincipal, type StoredPrincipal, storePrincipal } from './principal.ts';
export { DEFAULT_SERVER, METADATA_PATH } from './resource.ts';
export type { AuthSettings } from './settings.ts';
export { AuthUnavailable, type Recheck } from './verdict.ts';
