import { ANONYMOUS, restorePrincipal } from '../../lambda/auth/index.ts';
import { createCatalogReader } from '../../lambda/catalog/index.ts';
import { createProtocol, type Protocol, prepareTool } from '../../lambda/protocol/index.ts';
import { prepareOthers } from '../../lambda/protocol/prepare-others.ts';
import type { Table } from '../../lambda/table/index.ts';
import type { TargetEnvironment } from '../../lambda/targets/types.ts';
import { createTestState } from './state.ts';

/** Answers requests for what a table has as the functions do, in this process. */
export function serveTable(table: Table, stage: TargetEnvironment): Protocol {
  const prepare = {
    tool: (document: Parameters<typeof prepareTool>[0]) => prepareTool(document, stage),
    others: () => prepareOthers(stage),
  };
  const now = Date.now;
  return createProtocol({
    anonymous: ANONYMOUS,
    recheck: async (stored) => restorePrincipal(stored),
    catalog: createCatalogReader({ table, prepare, refreshSeconds: 5, staleSeconds: 60, cacheEntries: 100, now }),
    state: createTestState({ now }),
    jsonDepth: 64,
    ttlMs: 5000,
    now,
    newId: () => 'id',
    log: { info: () => undefined, error: () => undefined },
  });
}
