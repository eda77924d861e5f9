import type { Table } from '../../table/index.ts';
import type { StageAccess } from '../../targets/index.ts';
import type { CatalogDocument } from '../documents.ts';
import { type TargetTypes, validateDocuments } from './check/index.ts';
import { InvalidDocuments, type Loaded, loadDocuments } from './load/index.ts';
import { PublishConflict, type PublishResult, publish } from './write/index.ts';

export interface ApplyOptions {
  readonly table: Table;
  /** Files and directories. */
  readonly paths: readonly string[];
  /** Delete documents of the named servers that are not in `paths`; default: no. */
  readonly prune?: boolean;
  readonly targets: TargetTypes;
  /** What the stage opens to tools; absent: what documents need of a stage is not checked. */
  readonly stage?: StageAccess | undefined;
  /** Called for each server as soon as it is published, even when a later one fails. */
  readonly onResult?: (result: PublishResult) => void;
}

/** Attempts to publish a change set when other publishers keep winning. */
const ATTEMPTS = 5;

/**
 * Loads and validates documents.
 *
 * @param paths files and directories
 * @param stage what the stage opens to tools; absent when the documents may be for any stage
 * @throws InvalidDocuments with every fault
 */
export async function readDocuments(
  paths: readonly string[],
  targets: TargetTypes,
  stage?: StageAccess,
): Promise<readonly CatalogDocument[]> {
  return checkLoaded(await loadDocuments(paths), targets, stage);
}

async function checkLoaded(
  loaded: Loaded,
  targets: TargetTypes,
  stage?: StageAccess,
): Promise<readonly CatalogDocument[]> {
  const { documents, faults } = await validateDocuments(loaded.documents, targets, stage);
  const all = [...loaded.faults, ...faults];
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
  const { table, prune = false, targets, stage, onResult } = options;
  const byServer = Map.groupBy(await checkLoaded(loaded, targets, stage), ({ server }) => server);
  const results: PublishResult[] = [];
  for (const server of [...byServer.keys()].sort()) {
    const documents = byServer.get(server) ?? [];
    const result = await retryConflicts(() => publish(table, { server, documents, prune }));
    onResult?.(result);
    results.push(result);
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
