import { type CatalogReader, createCatalogReader, openTableReader, type TableReader } from './catalog/index.ts';
import {
  type PreparedPrompt,
  type PreparedResource,
  type PreparedTool,
  preparePrompt,
  prepareResource,
  prepareTool,
} from './protocol/index.ts';
import type { FunctionSettings } from './settings.ts';
import { openState, type State } from './state/index.ts';
import { createLog, type Log } from './telemetry/index.ts';

/** What a test or bench may put in place of the real thing. */
export interface RuntimeOptions {
  /** @default the DynamoDB table that the settings name */
  readonly table?: TableReader;
  /** @default what the settings name */
  readonly state?: State;
  /** @default the system clock */
  readonly now?: () => number;
}

/** What every function stands on. */
export interface Runtime {
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  readonly state: State;
  readonly log: Log;
  readonly now: () => number;
}

/** Opens the catalogue, ready to run its targets, and the state. Everything it keeps is a cache. */
export function createRuntime(settings: FunctionSettings, options: RuntimeOptions = {}): Runtime {
  const { table = openTableReader({ table: settings.table }), now = Date.now } = options;
  const { state = openState(settings.state, now) } = options;
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
  return { catalog, state, log, now };
}
