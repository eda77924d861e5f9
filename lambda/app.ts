import { randomUUID } from 'node:crypto';
import { createCatalogReader, openTableReader, type TableReader } from './catalog/index.ts';
import { createFront, createOriginCheck, type Front } from './edge/index.ts';
import { createProtocol, preparePrompt, prepareResource, prepareTool } from './protocol/index.ts';
import type { FunctionSettings } from './settings.ts';
import { openState } from './state/index.ts';
import { createLog } from './telemetry/log.ts';

/** What a test or bench may put in place of the real thing. */
export interface AppOptions {
  /** @default the DynamoDB table that the settings name */
  readonly table?: TableReader;
  /** @default the system clock */
  readonly now?: () => number;
}

/**
 * Puts one function's rooms together: edge, auth, protocol, catalogue, targets. Everything it keeps is a cache.
 */
export function createApp(settings: FunctionSettings, options: AppOptions = {}): Front {
  const { table = openTableReader({ table: settings.table }), now = Date.now } = options;
  const log = createLog((line) => process.stdout.write(line));
  const environment = { allowedNetworks: settings.upstreams.allowedNetworks, aws: settings.aws, now };
  const catalog = createCatalogReader({
    table,
    prepare: {
      tool: (document) => prepareTool(document, environment),
      prompt: (document) => preparePrompt(document, environment),
      resource: (document) => prepareResource(document, environment),
    },
    refreshSeconds: settings.catalog.refreshSeconds,
    cacheEntries: settings.catalog.cacheEntries,
    now,
    report: (error) => log.error('catalogue read failed, the last copy serves', { reason: String(error) }),
  });
  const protocol = createProtocol({
    catalog,
    state: openState(settings.state, now),
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    now,
    newId: randomUUID,
    log,
  });
  return createFront({
    protocol,
    isAllowedOrigin: createOriginCheck(settings.allowedOrigins, settings.publicUrl),
    bodyBytes: settings.limits.bodyBytes,
  });
}
