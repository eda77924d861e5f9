import { type Fault, toError } from '../../fault.ts';
import type { Table } from '../../table/index.ts';
import type { CatalogDocument } from '../documents.ts';
import { type TargetTypes, validateDocuments } from './check/index.ts';
import { removeOldVersions } from './compact/index.ts';
import { InvalidDocuments, type Loaded, loadDocuments } from './load/index.ts';
import { PublishConflict, type PublishResult, publish } from './write/index.ts';

/** How to treat faults that do not prevent publishing. */
export interface WarningOptions {
  /** Treat them as errors; default: no. */
  readonly strict?: boolean;
  /** Called with each of them, unless `strict` is set. */
  readonly onWarning?: (warning: Fault) => void;
}

export interface ApplyOptions extends WarningOptions {
  readonly table: Table;
  /** Files and directories. */
  readonly paths: readonly string[];
  /** Delete documents of the named servers that are not in `paths`; default: no. */
  readonly prune?: boolean;
  readonly targets: TargetTypes;
  /** Called for each server as soon as it is published, even when a later one fails. */
  readonly onResult?: (result: PublishResult) => void;
  /** Versions of a server to keep after publishing; default: {@link KEEP_VERSIONS}. */
  readonly keepVersions?: number;
  /** The clock, epoch milliseconds; default: the system's. */
  readonly now?: () => number;
  /** Called when a publish succeeded and removing old versions failed; the next publish tries again. Default: nothing. */
  readonly onNotCompacted?: (server: string, error: unknown) => void;
}

/** How many of a server's newest versions stay unless the stage specifies another number. */
export const KEEP_VERSIONS = 20;

/** Attempts to publish a change set when other publishers keep winning. */
const ATTEMPTS = 5;

/**
 * Loads and validates documents.
 *
 * @param paths files and directories
 * @throws InvalidDocuments with every fault
 */
export async function readDocuments(
  paths: readonly string[],
  targets: TargetTypes,
  options: WarningOptions = {},
): Promise<readonly CatalogDocument[]> {
  return checkLoaded(await loadDocuments(paths), targets, options);
}

async function checkLoaded(
  loaded: Loaded,
  targets: TargetTypes,
  { strict = false, onWarning }: WarningOptions,
): Promise<readonly CatalogDocument[]> {
  const { documents, faults, warnings } = await validateDocuments(loaded.documents, targets);
  if (!strict) for (const warning of warnings) onWarning?.(warning);
  const all = [...loaded.faults, ...faults, ...(strict ? warnings.map(toError) : [])];
  if (all.length > 0) throw new InvalidDocuments(all);
  return documents;
}

/**
 * Publishes documents from files, one change set for each server that they name. Publishes nothing unless every document is
 * valid; each server's change set then becomes visible as a whole or not at all.
 *
 * @returns one result per server, sorted by name
 * @throws InvalidDocuments with every fault
 * @throws PublishConflict when other publishers won every attempt; servers earlier in the order are published
 */
export async function applyDocuments(options: ApplyOptions): Promise<readonly PublishResult[]> {
  return applyLoaded(await loadDocuments(options.paths), options);
}

/** Publishes documents that are already loaded; otherwise like {@link applyDocuments}. */
export async function applyLoaded(
  loaded: Loaded,
  options: Omit<ApplyOptions, 'paths'>,
): Promise<readonly PublishResult[]> {
  const { table, prune = false, targets, onResult } = options;
  const { keepVersions = KEEP_VERSIONS, now = Date.now, onNotCompacted } = options;
  const byServer = Map.groupBy(await checkLoaded(loaded, targets, options), ({ server }) => server);
  const results: PublishResult[] = [];
  for (const server of [...byServer.keys()].sort()) {
    const documents = byServer.get(server) ?? [];
    const result = await retryConflicts(() => publish(table, { server, documents, prune }));
    onResult?.(result);
    results.push(result);
    if (!result.published) continue;
    await removeOldVersions(table, server, { keepVersions, now }).catch((error) => onNotCompacted?.(server, error));
  }
  return results;
}

async function retryConflicts(attempt: () => Promise<PublishResult>): Promise<PublishResult> {
  for (let left = ATTEMPTS - 1; left > 0; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PublishConflict)) throw error;
    }
  }
  return attempt();
}
