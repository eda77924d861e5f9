import { randomUUID } from 'node:crypto';
import { createCatalogReader, createDynamoTable, type Table } from './catalog/index.ts';
import { createFront, createOriginCheck, type Front } from './edge/index.ts';
import { createProtocol, prepareTool } from './protocol/index.ts';
import type { FunctionSettings } from './settings.ts';
import { createLog } from './telemetry/log.ts';

/** What a test or bench may put in place of the real thing. */
export interface AppOptions {
  /** @default the DynamoDB table that the settings name */
  readonly table?: Table;
  /** @default the system clock */
  readonly now?: () => number;
}

/**
 * Puts one function's rooms together: edge, auth, protocol, catalogue, targets. Everything it keeps is a cache.
 */
export function createApp(settings: FunctionSettings, options: AppOptions = {}): Front {
  const { table = createDynamoTable({ tableName: settings.table }), now = Date.now } = options;
  const environment = { allowedNetworks: settings.upstreams.allowedNetworks, now };
  const catalog = createCatalogReader({
    table,
    prepare: (document) => prepareTool(document, environment),
    refreshSeconds: settings.catalog.refreshSeconds,
    cacheEntries: settings.catalog.cacheEntries,
    now,
  });
  const protocol = createProtocol({
    catalog,
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    now,
    newId: randomUUID,
    log: createLog((line) => process.stdout.write(line)),
  });
  return createFront({
    protocol,
    isAllowedOrigin: createOriginCheck(settings.allowedOrigins, settings.publicUrl),
    bodyBytes: settings.limits.bodyBytes,
  });
}
