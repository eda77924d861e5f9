import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalStackError } from './errors.ts';
import { LOCAL_FILE } from './local-yaml/index.ts';

const DOCUMENTS = /\.(ya?ml|json)$/;

/** The stories of a directory such as `examples/`: its child folders that hold catalogue documents. */
export function exampleDirectories(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, entry.name))
    .filter((folder) => readdirSync(folder).some((file) => DOCUMENTS.test(file) && file !== LOCAL_FILE))
    .sort();
}

/**
 * The directories that somebody named.
 *
 * @throws LocalStackError when one does not exist
 */
export function namedDirectories(paths: readonly string[]): string[] {
  return paths.map((path) => {
    if (!existsSync(path)) throw new LocalStackError(`--catalog ${path}: there is no such directory`);
    return resolve(path);
  });
}
