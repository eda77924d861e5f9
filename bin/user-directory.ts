import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Returns the directory in which the user started the command: `npm run` changes to the root of the package, and keeps the
 * user's directory in `INIT_CWD`. A program that npm's script starts elsewhere inherits the variable, so it counts only there.
 */
export function userDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  directory: string = process.cwd(),
): string {
  const { INIT_CWD: userStands, npm_package_json: manifest } = environment;
  const isStartedByNpm = manifest !== undefined && realPath(dirname(manifest)) === realPath(directory);
  return isStartedByNpm && userStands !== undefined ? userStands : directory;
}

/** Without symbolic links: npm may have reached the package through one. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // there is no such directory
  }
}
