/** Identifies the caller of a request, and decides which documents that caller may use. */
export { ANONYMOUS, type Authenticate, type Authentication, anonymousOnly } from './authenticate.ts';
export { type Action, decide } from './decide.ts';
export { InsufficientScope } from './insufficient-scope.ts';
export { type Principal, restorePrincipal, type StoredPrincipal, storePrincipal } from './principal.ts';
export type { AuthSettings, IssuerSettings } from './settings.ts';
