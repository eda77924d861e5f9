import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, isError, toError } from '../../fault.ts';
import type { JsonObject } from '../../json.ts';
import type { Table } from '../../table/index.ts';
import type { StageAccess } from '../../targets/index.ts';
import type { SourceDocument } from '../documents.ts';
import { readPublishedServers } from './carry-over.ts';
import { type TargetTypes, validateDocuments } from './check/index.ts';
import { removeOldVersions } from './compact/index.ts';
import { InvalidDocuments, type Loaded, loadDocuments, type Source } from './load/index.ts';
import {
  checkWithoutTable,
  isOfCatalog,
  type PolicyPlan,
  planPolicies,
  type ServerDocuments,
  writePolicies,
} from './policies/index.ts';
import { resolveDocuments, type ServerFacts, type VariableValues } from './resolve/index.ts';
import {
  type ChangeSet,
  PublishConflict,
  type PublishProgress,
  type PublishResult,
  publish,
  readPublishedState,
} from './write/index.ts';

/** How to treat faults that do not prevent publishing. */
export interface WarningOptions {
  /** Treat them as errors; default: no. */
  readonly strict?: boolean;
  /** Called with each of them, unless `strict` is set. */
  readonly onWarning?: (warning: Fault) => void;
}

/** How to check documents. */
export interface CheckOptions extends WarningOptions {
  /** Values of the servers' variables; default: those of their documents. */
  readonly variables?: VariableValues;
  /** What the stage opens to tools; absent when the documents may be for any stage. */
  readonly stage?: StageAccess | undefined;
  /** Called with the files of directories that contain no documents, if there are any. */
  readonly onSkipped?: (files: readonly string[]) => void;
}

export interface ApplyOptions extends CheckOptions {
  readonly table: Table;
  /** Files and directories. */
  readonly paths: readonly string[];
  /**
   * Delete documents of the named servers that are not in `paths`; default: no. Policies are deleted only for servers of which
   * `paths` has a policy, and everything else only for servers of which it has another document.
   */
  readonly prune?: boolean;
  readonly targets: TargetTypes;
  /** Called for each server as soon as it is published, even when a later one fails. */
  readonly onResult?: (result: PublishResult) => void;
  /** Called while a server's items are written. */
  readonly onProgress?: (progress: PublishProgress) => void;
  /** Versions of a server to keep after publishing; default: {@link KEEP_VERSIONS}. */
  readonly keepVersions?: number;
  /** The clock, epoch milliseconds; default: the system's. */
  readonly now?: () => number;
  /** Waits between attempts; default: with a timer. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /**
   * Called in place of publishing a server, to publish it within something else; returns what the publish returns.
   *
   * @default publishes
   */
  readonly around?: (server: string, publish: () => Promise<PublishResult>) => Promise<PublishResult>;
  /** Called when a publish succeeded and removing old versions failed; the next publish tries again. Default: nothing. */
  readonly onNotCompacted?: (server: string, error: unknown) => void;
}

/** How many of a server's newest versions stay unless the stage specifies another number. */
export const KEEP_VERSIONS = 20;

/** Waits between attempts while other publishers keep winning. A random part of up to a half is taken off. */
const CONFLICT_WAITS_MS = [100, 200, 400, 800];

/**
 * Loads and validates documents.
 *
 * @param paths files and directories
 * @throws InvalidDocuments with every fault
 */
export async function readDocuments(
  paths: readonly string[],
  targets: TargetTypes,
  options: CheckOptions = {},
): Promise<readonly SourceDocument[]> {
  return readLoaded(await loadDocuments(paths), targets, options);
}

/** Validates documents that are already loaded; otherwise like {@link readDocuments}. */
export async function readLoaded(
  loaded: Loaded,
  targets: TargetTypes,
  options: CheckOptions = {},
): Promise<readonly SourceDocument[]> {
  const servers = await checkLoaded(loaded, { targets, published: new Map() }, options);
  const faults: Fault[] = [];
  for (const server of servers) faults.push(...(await checkWithoutTable({ ...server, prune: false })));
  if (faults.length > 0) throw new InvalidDocuments(faults);
  return servers.flatMap(({ documents }) => documents);
}

/** The documents of one server, and where they are. */
interface CheckedServer {
  readonly server: string;
  readonly documents: readonly SourceDocument[];
  readonly sources: ReadonlyMap<SourceDocument, Source>;
  /** What authors wrote of documents that defaults or variables have changed. */
  readonly authored: ReadonlyMap<SourceDocument, JsonObject>;
}

/** A Server document is stored with the values of its variables, which documents published later need. */
function withValues(document: SourceDocument, servers: ReadonlyMap<string, ServerFacts>): SourceDocument {
  const values = servers.get(document.server)?.values ?? {};
  return document.kind === 'Server' && Object.keys(values).length > 0 ? { ...document, values } : document;
}

/** @returns the servers by name */
async function checkLoaded(
  loaded: Loaded,
  { targets, published }: { readonly targets: TargetTypes; readonly published: ReadonlyMap<string, JsonObject> },
  options: CheckOptions,
): Promise<readonly CheckedServer[]> {
  const { stage, onSkipped, variables = {} } = options;
  if (loaded.skipped && loaded.skipped.length > 0) onSkipped?.(loaded.skipped);
  const resolved = resolveDocuments(loaded.documents, published, variables);
  const { documents, sources, authored, faults, warnings } = await validateDocuments(
    resolved.documents,
    targets,
    stage,
  );
  const [wrong, doubtful] = [resolved.faults.filter(isError), resolved.faults.filter((fault) => !isError(fault))];
  refuseFaults([...loaded.faults, ...wrong, ...faults], [...doubtful, ...warnings], options);
  const stored = documents.map((document) => withValues(document, resolved.servers));
  const byServer = [...Map.groupBy(stored, ({ server }) => server)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byServer.map(([server, own]) => ({ server, documents: own, sources, authored }));
}

/** @throws InvalidDocuments */
function refuseFaults(
  faults: readonly Fault[],
  warnings: readonly Fault[],
  { strict = false, onWarning }: WarningOptions,
): void {
  if (!strict) for (const warning of warnings) onWarning?.(warning);
  const all = [...faults, ...(strict ? warnings.map(toError) : [])];
  if (all.length > 0) throw new InvalidDocuments(all);
}

/**
 * Publishes documents from files, one change set for each server that they name. Publishes nothing unless every document is
 * valid; each server's change set then becomes visible as a whole or not at all.
 *
 * @returns one result per server, sorted by name
 * @throws InvalidDocuments with every fault
 * @throws PublishConflict when other publishers won every attempt, with `prune` the first; servers earlier in the order are
 * published
 */
export async function applyDocuments(options: ApplyOptions): Promise<readonly PublishResult[]> {
  return applyLoaded(await loadDocuments(options.paths), options);
}

/** Publishes documents that are already loaded; otherwise like {@link applyDocuments}. */
export async function applyLoaded(
  loaded: Loaded,
  options: Omit<ApplyOptions, 'paths'>,
): Promise<readonly PublishResult[]> {
  const { table, prune = false, targets, onResult, variables = {} } = options;
  const { keepVersions = KEEP_VERSIONS, now = Date.now, wait = sleep, onNotCompacted } = options;
  const { around = (_server, publish) => publish() } = options;
  const published = await readPublishedServers(table, loaded.documents, { prune, variables }).catch(async (error) => {
    // The faults of the documents first: they have nothing to do with the table.
    await checkLoaded(loaded, { targets, published: new Map() }, options);
    throw error;
  });
  const all = { ...loaded, documents: [...loaded.documents, ...published.carried] };
  // With `prune`, a Server document that is not among the files is deleted: its defaults would be gone with the next publish.
  const context = { targets, published: prune ? new Map<string, JsonObject>() : published.documents };
  const { stillFits } = published;
  const servers = (await checkLoaded(all, context, options)).map((server) => ({ ...server, prune, stillFits }));
  const plans = new Map<string, PolicyPlan>();
  for (const server of servers) plans.set(server.server, await planPolicies(table, server));
  const found = [...plans.values()].flatMap(({ faults }) => faults);
  refuseFaults(
    found.filter(isError),
    found.filter((fault) => !isError(fault)),
    options,
  );
  const results: PublishResult[] = [];
  for (const changes of servers) {
    const { server } = changes;
    let written: PolicyPlan | undefined;
    const attempt = async () => {
      const plan = plans.get(server) ?? (await planAgain(table, changes));
      // Another attempt starts from what the winner published.
      plans.delete(server);
      // The policies first: they close what the documents after them bring.
      if (plan.outcomes.some(({ outcome }) => outcome !== 'unchanged')) {
        await writePolicies(table, plan.before, plan.after);
        written = plan;
      } else if (plan.before.closed) await writePolicies(table, plan.before, []);
      const result = await publishRest(changes, options);
      const { outcomes } = written ?? plan;
      return { ...result, policiesChanged: written !== undefined, documents: [...outcomes, ...result.documents] };
    };
    const isWhole = prune || published.servers.has(server);
    const result = await around(server, () =>
      isWhole ? publishOnce(server, prune, attempt) : retryConflicts(attempt, wait),
    );
    onResult?.(result);
    results.push(result);
    if (!result.published) continue;
    await removeOldVersions(table, server, { keepVersions, now }).catch((error) => onNotCompacted?.(server, error));
  }
  return results;
}

/** @throws InvalidDocuments */
async function planAgain(table: Table, changes: ServerDocuments): Promise<PolicyPlan> {
  const plan = await planPolicies(table, changes);
  refuseFaults(plan.faults.filter(isError), [], {});
  return plan;
}

/** Publishes everything but the policies, if there is anything else. */
async function publishRest(
  {
    server,
    documents: all,
    prune,
    authored,
    stillFits,
  }: CheckedServer & ServerDocuments & Pick<ChangeSet, 'stillFits'>,
  { table, onProgress }: Pick<ApplyOptions, 'table' | 'onProgress'>,
): Promise<PublishResult> {
  const documents = all.filter(isOfCatalog);
  if (documents.length > 0) return publish(table, { server, documents, prune, authored, stillFits }, onProgress);
  const { head } = await readPublishedState(table, server);
  return { server, version: head?.version, published: false, repaired: false, documents: [] };
}

/** Tries again when another publisher was first, after a wait that differs between the publishers. */
async function retryConflicts(
  attempt: () => Promise<PublishResult>,
  wait: (ms: number) => Promise<unknown>,
): Promise<PublishResult> {
  for (const waitMs of CONFLICT_WAITS_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PublishConflict)) throw error;
    }
    await wait(waitMs / 2 + Math.random() * (waitMs / 2));
  }
  return attempt();
}

/**
 * Publishes all documents of a server once, with `prune` or new defaults: a second attempt would delete or replace what the other
 * publisher added, and nobody looked at.
 *
 * @throws PublishConflict
 */
async function publishOnce(
  server: string,
  prune: boolean,
  attempt: () => Promise<PublishResult>,
): Promise<PublishResult> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof PublishConflict)) throw error;
    const advice = `see what it changed with \`spillway list ${server}\`, then run the command again`;
    const harm = prune ? 'pruning would delete what it added' : 'new defaults would replace what it published';
    const message = `another publish to ${server} came first, and ${harm}: ${advice}`;
    throw new PublishConflict(message, { cause: error });
  }
}
