import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Imports a module as the client's folder resolves it, rather than as the project does. Needs
 * `--experimental-import-meta-resolve`, without which Node.js ignores the second argument.
 *
 * @template T the module's type, which may come from another version that is typed alike
 */
export async function load<T>(specifier: string, directory: string): Promise<T> {
  return import(import.meta.resolve(specifier, pathToFileURL(join(directory, 'driver.js'))));
}
