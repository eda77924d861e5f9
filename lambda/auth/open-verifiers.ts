import type { TableReader } from '../table/index.ts';
import { type After, afterTimeout } from '../timeout.ts';
import { createDenyListReader, type DenyListReader } from './deny-list/index.ts';
import { createScopeExpansion } from './implies.ts';
import { createKeyVerifier } from './keys/index.ts';
import { createRecheck } from './recheck.ts';
import type { AuthSettings } from './settings.ts';
import type { Recheck, VerifyKey } from './verdict.ts';

/** What checks callers against the catalogue's table. All that it keeps in memory is a cache. */
export interface Verifiers {
  readonly verifyKey: VerifyKey;
  readonly denyList: DenyListReader;
  readonly recheck: Recheck;
}

interface VerifiersOptions {
  /** The catalogue's table, which holds keys and the deny list. */
  readonly table: Pick<TableReader, 'get'>;
  /** Identifies the table, which a backup cannot restore. */
  readonly identity: () => Promise<string>;
  /** Maximum age in seconds of a key or the deny list before it is read again. */
  readonly refreshSeconds: number;
  /** The clock, epoch milliseconds. It may step. */
  readonly now: () => number;
  /** @default the real clock */
  readonly after?: After;
  /** Receives the error of each read that failed or took too long. */
  readonly report: (error: unknown) => void;
}

/** Opens the checks of a stage's callers. Reads nothing before the first of them. */
export function openVerifiers(settings: AuthSettings, options: VerifiersOptions): Verifiers {
  const { table, identity, refreshSeconds, now, after = afterTimeout, report } = options;
  const shared = { table, refreshSeconds, now, after, report };
  const denyList = createDenyListReader(shared);
  const { verify, recheckKey } = createKeyVerifier({
    ...shared,
    identity,
    expandScopes: createScopeExpansion(settings.implies),
  });
  return { verifyKey: verify, denyList, recheck: createRecheck({ settings, denyList, recheckKey }) };
}
