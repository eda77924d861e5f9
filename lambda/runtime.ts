import { type CallAudit, openCallAudit } from './audit/calls/index.ts';
import { createPolicyReader, openVerifiers, type Recheck, type Verifiers } from './auth/index.ts';
import { type CatalogReader, createCatalogReader, openTableReader, type TableReader } from './catalog/index.ts';
import {
  type PoliciesOf,
  type PreparedPrompt,
  type PreparedResource,
  type PreparedTool,
  prepareTool,
} from './protocol/index.ts';
import type { FunctionSettings } from './settings.ts';
import { openState, type State } from './state/index.ts';
import { openTableIdentity } from './table/index.ts';
import { createLog, type Log } from './telemetry/index.ts';

/** Replacements that a test or bench may pass in. */
export interface RuntimeOptions {
  /** @default the DynamoDB table in the settings */
  readonly table?: TableReader;
  /** @default DynamoDB's description of the table in the settings */
  readonly identity?: () => Promise<string>;
  /** @default the table, key and worker in the settings */
  readonly state?: State;
  /** @default the system clock */
  readonly now?: () => number;
  /** @default the policies in the table */
  readonly policiesOf?: PoliciesOf;
  /** @default as the stage's settings, keys and deny list say */
  readonly recheck?: Recheck;
  /** @default the log group in the settings */
  readonly calls?: CallAudit;
}

/** The parts that every function needs. */
export interface Runtime {
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  readonly state: State;
  readonly log: Log;
  readonly now: () => number;
  readonly policiesOf: PoliciesOf;
  readonly recheck: Recheck;
  readonly verifiers: Verifiers;
  /** Absent where calls are not audited. */
  readonly calls: CallAudit | undefined;
}

/** Opens the catalogue, with documents prepared to run, and the state. All state that it keeps in memory is a cache. */
export function createRuntime(settings: FunctionSettings, options: RuntimeOptions = {}): Runtime {
  const { table = openTableReader({ table: settings.table }), now = Date.now } = options;
  const { identity = openTableIdentity({ table: settings.table }) } = options;
  const { state = openState(settings.state, now) } = options;
  const log = createLog((line) => process.stdout.write(line));
  const environment = { ...settings.upstreams, runtimeApi: process.env.AWS_LAMBDA_RUNTIME_API, aws: settings.aws, now };
  const catalog = createCatalogReader({
    table,
    prepare: {
      tool: (document) => prepareTool(document, environment),
      others: async () => (await import('./protocol/prepare-others.ts')).prepareOthers(environment),
    },
    refreshSeconds: settings.catalog.refreshSeconds,
    staleSeconds: settings.catalog.staleSeconds,
    cacheEntries: settings.catalog.cacheEntries,
    now,
    report: (error) => log.error('catalogue read failed; the last copy is served', { reason: String(error) }),
  });
  const verifiers = openVerifiers(settings.auth, {
    table,
    identity,
    refreshSeconds: settings.catalog.refreshSeconds,
    now,
    report: (error) => log.error('reading a key or the deny list failed', { reason: String(error) }),
  });
  const policies = createPolicyReader({
    table,
    refreshSeconds: settings.catalog.refreshSeconds,
    now,
    report: (error) => log.error('policies cannot be read or evaluated', { reason: String(error) }),
  });
  const { recheck = verifiers.recheck, policiesOf = policies.policiesOf } = options;
  const { calls = settings.audit && openCallAudit(settings.audit, { now, log }) } = options;
  return { catalog, state, log, now, policiesOf, recheck, verifiers, calls };
}
