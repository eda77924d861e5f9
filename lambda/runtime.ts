import { type Recheck, restorePrincipal } from './auth/index.ts';
import { type CatalogReader, createCatalogReader, openTableReader, type TableReader } from './catalog/index.ts';
import {
  type PoliciesOf,
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

/** Replacements that a test or bench may pass in. */
export interface RuntimeOptions {
  /** @default the DynamoDB table in the settings */
  readonly table?: TableReader;
  /** @default the table, key and worker in the settings */
  readonly state?: State;
  /** @default the system clock */
  readonly now?: () => number;
  /** @default no server has policies */
  readonly policiesOf?: PoliciesOf;
  /** @default every caller stays as it was when its request came */
  readonly recheck?: Recheck;
}

/** The parts that every function needs. */
export interface Runtime {
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  readonly state: State;
  readonly log: Log;
  readonly now: () => number;
  readonly policiesOf: PoliciesOf;
  readonly recheck: Recheck;
}

/** Opens the catalogue, with documents prepared to run, and the state. All state that it keeps in memory is a cache. */
export function createRuntime(settings: FunctionSettings, options: RuntimeOptions = {}): Runtime {
  const { table = openTableReader({ table: settings.table }), now = Date.now } = options;
  const { state = openState(settings.state, now), policiesOf = () => undefined, recheck = asStored } = options;
  const log = createLog((line) => process.stdout.write(line));
  const environment = { ...settings.upstreams, runtimeApi: process.env.AWS_LAMBDA_RUNTIME_API, aws: settings.aws, now };
  const catalog = createCatalogReader({
    table,
    prepare: {
      tool: (document) => prepareTool(document, environment),
      prompt: (document) => preparePrompt(document, environment),
      resource: (document) => prepareResource(document, environment),
    },
    refreshSeconds: settings.catalog.refreshSeconds,
    staleSeconds: settings.catalog.staleSeconds,
    cacheEntries: settings.catalog.cacheEntries,
    now,
    report: (error) => log.error('catalogue read failed; the last copy is served', { reason: String(error) }),
  });
  return { catalog, state, log, now, policiesOf, recheck };
}

const asStored: Recheck = async (stored) => restorePrincipal(stored);
