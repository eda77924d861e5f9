import { createKeyVerifier, type KeyReaderOptions, type KeyVerifier } from '../../lambda/auth/keys/index.ts';
import { createKeyStore, type KeyRequest, type KeyStore, type KeyTable } from '../../lambda/auth/keys/manage/index.ts';

export const DAY_MS = 86_400_000;
export const KEYS_START = 1_700_000_000_000;

/** A deployment's keys under a clock that the test moves. */
export interface TestKeys {
  /** Epoch milliseconds. */
  time: number;
  /** Identity of the table that a backup restores to. */
  identity: string;
  readonly store: KeyStore;
  /** Creates a key that is valid for 30 days. */
  create(request?: Partial<KeyRequest>): ReturnType<KeyStore['create']>;
  /** Starts an instance: a verifier with empty caches. */
  instance(more?: Partial<KeyReaderOptions>): KeyVerifier & { readonly reports: unknown[] };
}

/** Opens the keys of a table. */
export function openTestKeys(table: KeyTable, identity = 'table-1'): TestKeys {
  const identityNow = async () => keys.identity;
  const now = () => keys.time;
  const store = createKeyStore({ table, identity: identityNow, maxDays: 365, now });
  const keys: TestKeys = {
    time: KEYS_START,
    identity,
    store,
    create: (request = {}) =>
      store.create({ name: 'nightly', owner: 'team-a', scopes: [], expiresAt: keys.time + 30 * DAY_MS, ...request }),
    instance(more = {}) {
      const reports: unknown[] = [];
      const report = (error: unknown) => void reports.push(error);
      const verifier = createKeyVerifier({ table, identity: identityNow, refreshSeconds: 5, now, report, ...more });
      return { ...verifier, reports };
    },
  };
  return keys;
}
