import {
  applyDocuments,
  CatalogTooLarge,
  InvalidDocuments,
  openTable,
  PublishConflict,
  readDocuments,
} from '../lambda/catalog/publish/index.ts';
import type { StageAccess } from '../lambda/targets/index.ts';
import { targetTypes } from '../lambda/targets/publish.ts';
import { LocalStackError } from './errors.ts';
import type { AccessKey } from './iam/index.ts';

/** The catalogue's table in the local stack. */
interface TableLocation {
  readonly table: string;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: AccessKey;
  /** What its stage opens to tools. */
  readonly stage: StageAccess;
  /** Whether the directories are the examples, which no stage needs to support as a whole. */
  readonly areExamples: boolean;
}

/**
 * Validates the documents before anything starts, so that a mistake is reported at once.
 *
 * @throws LocalStackError with every fault in the documents
 */
export async function checkCatalog(directories: readonly string[]): Promise<void> {
  if (directories.length === 0) return;
  try {
    await readDocuments(directories, targetTypes);
  } catch (error) {
    throw error instanceof InvalidDocuments ? new LocalStackError(error.message) : error;
  }
}

/**
 * Publishes the documents of the directories, as `spillway apply` does.
 *
 * @returns names of the documents' servers
 * @throws LocalStackError with every fault in the documents
 */
export async function publishCatalog(
  directories: readonly string[],
  { stage, areExamples, ...location }: TableLocation,
  log: (line: string) => void,
): Promise<string[]> {
  if (directories.length === 0) return [];
  const table = openTable(location);
  try {
    if (areExamples) await noteUnsupported(directories, stage, log);
    const needs = areExamples ? {} : { stage };
    const results = await applyDocuments({ table, paths: directories, targets: targetTypes, ...needs });
    for (const { server, version, documents } of results) {
      const changed = documents.filter(({ outcome }) => outcome !== 'unchanged').length;
      log(`catalogue: ${server} is at version ${version}; ${changed} of ${documents.length} documents changed`);
    }
    return results.map(({ server }) => server);
  } catch (error) {
    const isUserError =
      error instanceof InvalidDocuments || error instanceof CatalogTooLarge || error instanceof PublishConflict;
    throw isUserError ? new LocalStackError(error.message) : error;
  } finally {
    table.close();
  }
}

/** Logs which documents need what the stage does not open to tools. */
async function noteUnsupported(
  directories: readonly string[],
  stage: StageAccess,
  log: (line: string) => void,
): Promise<void> {
  try {
    await readDocuments(directories, targetTypes, { stage });
  } catch (error) {
    if (!(error instanceof InvalidDocuments)) throw error;
    for (const line of error.message.split('\n')) log(`note: ${line}`);
  }
}
