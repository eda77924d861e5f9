import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CliContext } from '../context.ts';

/**
 * The directory of the user's configuration of this program.
 *
 * @param environment XDG Base Directory Specification: `XDG_CONFIG_HOME`; on Windows `APPDATA`
 * @param home the user's home directory
 */
export function configDirectory(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
  platform: NodeJS.Platform = process.platform,
): string {
  const { XDG_CONFIG_HOME: xdg, APPDATA: appData } = environment;
  const given = platform === 'win32' ? appData : xdg;
  return join(given || join(home, '.config'), 'spillway');
}

/** Where the user's logins are. */
export function configDirectoryOf({ environment = {}, configDirectory: given }: CliContext): string {
  return given ?? configDirectory(environment, homedir());
}
