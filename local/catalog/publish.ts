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
} from '../../lambda/catalog/publish/index.ts';
import type { StageAccess } from '../../lambda/targets/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { LocalStackError } from '../errors.ts';
import type { AccessKey } from '../iam/index.ts';
import { followPorts, type MovedPort } from '../services/index.ts';

/** The catalogue's table in the local stack, and how documents are published to it. */
export interface CatalogTarget {
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
  { stage, areExamples, moved, variables = {}, ...location }: CatalogTarget,
  log: (line: string) => void,
): Promise<string[]> {
  if (directories.length === 0) return [];
  const table = openTable(location);
  try {
    const loaded = await loadDocuments(directories);
    const documents = loaded.documents.map((document) => moveAddresses(document, moved));
    const onSkipped = (files: readonly string[]) =>
      log(
        `note: skipped ${files.length} ${files.length === 1 ? 'file' : 'files'} without \`kind\`: ${files.join(', ')}`,
      );
    const publish = (known: { readonly stage?: StageAccess }) =>
      applyLoaded({ ...loaded, documents }, { table, targets: targetTypes, variables, onSkipped, ...known });
    const results = await publish({ stage }).catch(async (error: unknown) => {
      if (!areExamples || !(error instanceof InvalidDocuments)) throw error;
      // Unless they have other faults, the examples are published for what they show.
      const published = await publish({});
      for (const line of error.message.split('\n')) log(`note: ${line}`);
      return published;
    });
    for (const { server, version, documents } of results) {
      const changed = documents.filter(({ outcome }) => outcome !== 'unchanged').length;
      log(
        `catalogue: ${server} is at version ${version ?? 'none'}; ${changed} of ${documents.length} documents changed`,
      );
    }
    return results.map(({ server }) => server);
  } catch (error) {
    throw isAuthorsError(error) ? new LocalStackError(error.message) : error;
  } finally {
    table.close();
  }
}

/** A document whose addresses of moved services are those on which they run. */
export function moveAddresses(document: LoadedDocument, moved: readonly MovedPort[]): LoadedDocument {
  const own = moved.filter(({ directory }) => !relative(directory, document.source.file).startsWith('..'));
  return { ...document, value: followPorts(document.value, own) };
}

/** Whether an author can correct an error of publishing; its message is all that is needed. */
export function isAuthorsError(error: unknown): error is Error {
  return [InvalidDocuments, CatalogTooLarge, PublishConflict].some((type) => error instanceof type);
}
