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
  const isStartedByNpm = manifest !== undefined && dirname(manifest) === directory;
  return isStartedByNpm && userStands !== undefined ? userStands : directory;
}
