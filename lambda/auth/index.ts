/** Identifies the caller of a request, and decides which documents that caller may use. */
export { ANONYMOUS, type Authenticate, type Authentication } from './authenticate.ts';
export { type Challenges, createChallenges } from './challenges.ts';
export { createAuthenticate } from './create-authenticate.ts';
export { type Action, decide } from './decide.ts';
export { InsufficientScope } from './insufficient-scope.ts';
export { type Principal, restorePrincipal, type StoredPrincipal, storePrincipal } from './principal.ts';
export { DEFAULT_SERVER, METADATA_PATH } from './resource.ts';
export type { AuthSettings } from './settings.ts';
