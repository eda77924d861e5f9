import {
  applyDocuments,
  CatalogTooLarge,
  InvalidDocuments,
  openTable,
  PublishConflict,
  readDocuments,
} from '../lambda/catalog/publish/index.ts';
import { targetTypes } from '../lambda/targets/publish.ts';
import { LocalStackError } from './errors.ts';

/** The local table as the publisher wants it. */
interface TableLocation {
  readonly table: string;
  readonly endpoint: string;
  readonly region: string;
}

/**
 * Looks at the documents before anything starts, so that a slip in one is known at once.
 *
 * @throws LocalStackError with everything that is wrong in the documents
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
 * Applies the documents of some directories, as `spillway apply` does.
 *
 * @returns the servers that they name
 * @throws LocalStackError with everything that is wrong in the documents
 */
export async function publishCatalog(
  directories: readonly string[],
  location: TableLocation,
  log: (line: string) => void,
): Promise<string[]> {
  if (directories.length === 0) return [];
  const table = openTable({ ...location, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  try {
    const results = await applyDocuments({ table, paths: directories, targets: targetTypes });
    for (const { server, version, documents } of results) {
      const changed = documents.filter(({ outcome }) => outcome !== 'unchanged').length;
      log(`catalogue: ${server} shows version ${version}; ${changed} of ${documents.length} documents changed`);
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
