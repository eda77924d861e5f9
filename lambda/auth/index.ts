/** Identifies the caller of a request, and decides which documents that caller may use. */
export { ANONYMOUS, type Authenticate, type Authentication, anonymousOnly } from './authenticate.ts';
export { type Action, type Decision, decide, type ServerAccess } from './decide.ts';
export { InsufficientScope } from './insufficient-scope.ts';
export { neededScopes } from './needed-scopes.ts';
export type { ServerPolicies } from './policies.ts';
export { type Principal, restorePrincipal, type StoredPrincipal, storePrincipal } from './principal.ts';
export { AuthUnavailable, type Recheck } from './verdict.ts';
