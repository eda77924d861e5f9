import { homedir } from 'node:os';
import type { CliContext } from '../context.ts';
import { configDirectory } from './config-directory.ts';

/** Where the user's logins are. */
export function configDirectoryOf({ environment = {}, configDirectory: given }: CliContext): string {
  return given ?? configDirectory(environment, homedir());
}
