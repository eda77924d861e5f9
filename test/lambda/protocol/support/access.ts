import { ANONYMOUS, type Principal, type Recheck, restorePrincipal } from '../../../../lambda/auth/index.ts';
import type { ServerView } from '../../../../lambda/catalog/index.ts';
import { Access, type AccessOptions } from '../../../../lambda/protocol/access.ts';

/** A server's view, with everything that a test does not care about filled in. */
export function serverView(view: Partial<ServerView> = {}): ServerView {
  const info = { name: 'test', version: '1.2.3' };
  return { server: 'test', version: 1, info, scopes: [], stepUp: [], namedScopes: [], ...view };
}

/** What a caller may do, with everything that a test does not care about filled in. */
export function accessOf(options: Partial<AccessOptions> = {}): Access {
  const rest = { principal: ANONYMOUS, view: serverView(), policies: undefined, anonymous: ANONYMOUS };
  return new Access({ ...rest, now: () => 0, ...options });
}

/** A caller with these scopes. */
export function callerWith(scopes: readonly string[], rest: Partial<Principal> = {}): Principal {
  return { kind: 'user', id: 'user:https://issuer.example|ada', scopes: new Set(scopes), ...rest };
}

/** Every caller stays as it was. */
export const asStored: Recheck = async (stored) => restorePrincipal(stored);
