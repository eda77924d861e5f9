import type { DenyRule } from '../../../lambda/auth/deny-list/entry.ts';
import { createDenyList } from '../../../lambda/auth/deny-list/index.ts';
import { ANONYMOUS, type Principal, storePrincipal } from '../../../lambda/auth/index.ts';
import { createRecheck } from '../../../lambda/auth/recheck.ts';
import type { AuthSettings } from '../../../lambda/auth/settings.ts';
import { AuthUnavailable } from '../../../lambda/auth/verdict.ts';

const ALICE: Principal = {
  kind: 'user',
  id: 'user:https://a.example|alice',
  scopes: new Set(['read']),
  groups: ['https://a.example|staff'],
  issuedAt: 5,
  expiresAt: 10,
};
const KEY: Principal = { kind: 'key', id: 'key:k1', scopes: new Set(['read']), issuedAt: 5 };
const ALL: AuthSettings = {
  anonymous: { scopes: ['write'] },
  apiKeys: true,
  issuers: [{ issuer: 'https://a.example' }],
  audience: 'server',
  implies: { write: ['read'] },
};

function recheckWith({
  settings = ALL,
  rules = [],
  key = KEY,
}: {
  settings?: AuthSettings;
  rules?: readonly DenyRule[];
  key?: Principal | Error | 'revoked';
} = {}) {
  const asked: string[] = [];
  const recheck = createRecheck({
    settings,
    denyList: { current: () => createDenyList(rules) },
    async recheckKey(id) {
      asked.push(id);
      if (key instanceof Error) throw key;
      return key === 'revoked' ? undefined : key;
    },
  });
  return { asked, recheck };
}

describe('a caller that is judged again', () => {
  test('is as before while nothing changed, even after its token has expired', async () => {
    const { recheck } = recheckWith();

    expect(await recheck(storePrincipal(ALICE))).toEqual(ALICE);
  });

  test('has the present scopes of its key', async () => {
    const present = { ...KEY, scopes: new Set(['other']) };
    const { recheck, asked } = recheckWith({ key: present });

    expect(await recheck(storePrincipal(KEY))).toBe(present);
    expect(asked).toEqual(['k1']);
  });

  test('has the present scopes of callers without credentials', async () => {
    const { recheck } = recheckWith();

    expect(await recheck(storePrincipal(ANONYMOUS))).toEqual({ ...ANONYMOUS, scopes: new Set(['write', 'read']) });
  });

  test('may do nothing once the stage no longer has its method', async () => {
    const rest = { audience: 'server' } as const;
    const callers = [ANONYMOUS, KEY, ALICE].map(storePrincipal);
    const admitted = async (settings: AuthSettings) => {
      const { recheck } = recheckWith({ settings });
      const found = await Promise.all(callers.map(recheck));
      return found.map((principal) => principal !== undefined);
    };

    expect(await admitted({ ...rest, anonymous: { scopes: [] } })).toEqual([true, false, false]);
    expect(await admitted({ ...rest, apiKeys: true })).toEqual([false, true, false]);
    expect(await admitted({ ...rest, issuers: [{ issuer: 'https://a.example' }] })).toEqual([false, false, true]);
    expect(await admitted({ ...rest, issuers: [{ issuer: 'https://b.example' }] })).toEqual([false, false, false]);
    expect(await admitted({ ...rest, issuers: [{ issuer: 'https://a' }] })).toEqual([false, false, false]);
  });

  test('may do nothing once its key is revoked or the deny list names it', async () => {
    const revoked = recheckWith({ key: 'revoked', rules: [{ subject: 'alice' }] });
    const denied = recheckWith({ rules: [{ subject: 'alice' }, { key: 'k1' }] });

    expect(await revoked.recheck(storePrincipal(KEY))).toBeUndefined();
    expect(await denied.recheck(storePrincipal(ALICE))).toBeUndefined();
    expect(await denied.recheck(storePrincipal(KEY))).toBeUndefined();
    expect(await denied.recheck(storePrincipal(ANONYMOUS))).toBeDefined();
  });

  test('of a kind that is unknown may do nothing', async () => {
    const { recheck } = recheckWith();
    const { kind: _, ...earlier } = storePrincipal(ALICE);

    expect(await recheck(earlier as never)).toBeUndefined();
    expect(await recheck({ ...storePrincipal(ALICE), kind: 'key' })).toBeUndefined();
    expect(await recheck({ ...storePrincipal(KEY), kind: 'user' })).toBeUndefined();
  });

  test('is not judged while what decides cannot be read', async () => {
    const failure = new AuthUnavailable('away');
    const away = createRecheck({
      settings: ALL,
      denyList: {
        current: () => {
          throw failure;
        },
      },
      recheckKey: async () => KEY,
    });

    await expect(recheckWith({ key: failure }).recheck(storePrincipal(KEY))).rejects.toBe(failure);
    await expect(away(storePrincipal(ALICE))).rejects.toBe(failure);
  });
});
