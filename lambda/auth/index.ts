/** Identifies the caller of a request, and decides which documents that caller may use. */
export {
  type Challenges,
  createAuthenticate,
  createChallenges,
  DEFAULT_SERVER,
  METADATA_PATH,
} from './admission/index.ts';
export { ANONYMOUS, type Authenticate, type Authentication, anonymousOf } from './authenticate.ts';
export { type Decision, decide, type ServerAccess } from './decide.ts';
export { InsufficientScope } from './insufficient-scope.ts';
export { neededScopes } from './needed-scopes.ts';
export { openVerifiers, type Verifiers } from './open-verifiers.ts';
export type { Action, ServerPolicies } from './policies.ts';
export { type Principal, restorePrincipal, type StoredPrincipal, storePrincipal } from './principal.ts';
export { createPolicyReader } from './server-policies/index.ts';
export type { AuthSettings } from './settings.ts';
export { AuthUnavailable, type Recheck, type VerifyToken } from './verdict.ts';
