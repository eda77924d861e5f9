import { relative } from 'node:path';
import {
  applyLoaded,
  CatalogTooLarge,
  InvalidDocuments,
  type LoadedDocument,
  loadDocuments,
  openTable,
  PublishConflict,
  readDocuments,
  type VariableValues,
} from '../lambda/catalog/publish/index.ts';
import type { StageAccess } from '../lambda/targets/index.ts';
import { targetTypes } from '../lambda/targets/publish.ts';
import { LocalStackError } from './errors.ts';
import type { AccessKey } from './iam/index.ts';
import { followPorts, type MovedPort } from './services/index.ts';

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
  /** Services that run on other ports than the documents say. */
  readonly moved: readonly MovedPort[];
  /** Values of servers' variables; default: those of the documents. */
  readonly variables?: VariableValues;
}

/**
 * Validates the documents before anything starts, so that a mistake is reported at once.
 *
 * @throws LocalStackError with every fault in the documents
 */
export async function checkCatalog(directories: readonly string[], variables: VariableValues = {}): Promise<void> {
  if (directories.length === 0) return;
  try {
    await readDocuments(directories, targetTypes, { variables });
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
  { stage, areExamples, moved, variables = {}, ...location }: TableLocation,
  log: (line: string) => void,
): Promise<string[]> {
  if (directories.length === 0) return [];
  const table = openTable(location);
  try {
    if (areExamples) await noteUnsupported(directories, { stage, variables }, log);
    const needs = areExamples ? {} : { stage };
    const loaded = await loadDocuments(directories);
    const documents = loaded.documents.map((document) => follow(document, moved));
    const onSkipped = (files: readonly string[]) =>
      log(
        `note: skipped ${files.length} ${files.length === 1 ? 'file' : 'files'} without \`kind\`: ${files.join(', ')}`,
      );
    const results = await applyLoaded(
      { ...loaded, documents },
      { table, targets: targetTypes, variables, onSkipped, ...needs },
    );
    for (const { server, version, documents } of results) {
      const changed = documents.filter(({ outcome }) => outcome !== 'unchanged').length;
      log(
        `catalogue: ${server} is at version ${version ?? 'none'}; ${changed} of ${documents.length} documents changed`,
      );
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
  known: { readonly stage: StageAccess; readonly variables: VariableValues },
  log: (line: string) => void,
): Promise<void> {
  try {
    await readDocuments(directories, targetTypes, known);
  } catch (error) {
    if (!(error instanceof InvalidDocuments)) throw error;
    for (const line of error.message.split('\n')) log(`note: ${line}`);
  }
}

/** A document whose addresses of moved services are those on which they run. */
function follow(document: LoadedDocument, moved: readonly MovedPort[]): LoadedDocument {
  const own = moved.filter(({ directory }) => !relative(directory, document.source.file).startsWith('..'));
  return { ...document, value: followPorts(document.value, own) };
}
