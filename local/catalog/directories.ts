import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalStackError } from '../errors.ts';
import { LOCAL_FILE } from '../local-yaml/index.ts';

const DOCUMENTS = /\.(ya?ml|json)$/;

/** Examples that need accounts of others. */
const NEEDING_ACCOUNTS = ['apis'];

/** The subdirectories of `examples/` that contain catalogue documents which work on this machine alone. */
export function exampleDirectories(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NEEDING_ACCOUNTS.includes(entry.name))
    .map((entry) => join(directory, entry.name))
    .filter((folder) => readdirSync(folder).some((file) => DOCUMENTS.test(file) && file !== LOCAL_FILE))
    .sort();
}

/**
 * Resolves the directories of `--catalog`.
 *
 * @throws LocalStackError when one does not exist
 */
export function namedDirectories(paths: readonly string[]): string[] {
  return paths.map((path) => {
    if (!existsSync(path)) throw new LocalStackError(`--catalog ${path}: the directory does not exist`);
    return resolve(path);
  });
}
