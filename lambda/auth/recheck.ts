import { anonymousOf } from './authenticate.ts';
import { type DenyListReader, isDenied } from './deny-list/index.ts';
import { type Principal, restorePrincipal, type StoredPrincipal } from './principal.ts';
import { parseKeyId, parseUserId } from './principal-id.ts';
import type { AuthSettings } from './settings.ts';
import type { Recheck } from './verdict.ts';

interface RecheckOptions {
  readonly settings: Pick<AuthSettings, 'anonymous' | 'apiKeys' | 'issuers' | 'implies'>;
  readonly denyList: DenyListReader;
  /**
   * The caller as its key describes it now; `undefined` if the key is not valid any more.
   *
   * @throws AuthUnavailable when the key cannot be read now
   */
  readonly recheckKey: (id: string) => Promise<Principal | undefined>;
}

/**
 * Creates the {@link Recheck} of a stage. The method that admitted the caller must still be one of the stage's. A user's token is
 * not asked for again: what it was used for may last longer than the token, until the deny list names the user.
 */
export function createRecheck({ settings, denyList, recheckKey }: RecheckOptions): Recheck {
  const { apiKeys, issuers = [] } = settings;
  const trusted = new Set(issuers.map(({ issuer }) => issuer));
  const nobody = anonymousOf(settings);

  async function present(stored: StoredPrincipal): Promise<Principal | undefined> {
    const keyId = stored.kind === 'key' && apiKeys === true ? parseKeyId(stored.id) : undefined;
    if (keyId !== undefined) return recheckKey(keyId);
    const user = stored.kind === 'user' ? parseUserId(stored.id) : undefined;
    return user !== undefined && trusted.has(user.issuer) ? restorePrincipal(stored) : undefined;
  }

  return async (stored) => {
    if (stored.kind === 'anonymous') return nobody;
    const principal = await present(stored);
    if (principal === undefined) return undefined;
    return isDenied(await denyList.current(), principal) ? undefined : principal;
  };
}
