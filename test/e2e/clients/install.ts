import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import type { ClientVersion } from './versions.ts';

const CACHE = join(REPOSITORY_ROOT, '.spillway', 'clients');

/** An install of a hundred packages on a busy machine, and one that compiles. */
const INSTALL_MS = 300_000;
const COMPILE_MS = 1_200_000;

/** A client that could not be installed or run here, and why: reported, not a failure of the client. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/** Packages that are installed beside the repository's own. */
interface Install extends Pick<ClientVersion, 'name' | 'packages'> {
  /**
   * Packages whose scripts run when npm installs them, and options of npm for these scripts.
   *
   * @default - no script runs
   */
  readonly scripts?: { readonly of: readonly string[]; readonly options: readonly string[] };
}

/**
 * Installs packages into a folder of their own, unless the folder has them already.
 *
 * @returns the folder, from which the packages' modules resolve
 * @throws Skipped when npm cannot install them
 */
export async function installClient({ name, packages, scripts }: Install): Promise<string> {
  const directory = join(CACHE, name);
  const allowScripts = scripts && Object.fromEntries(scripts.of.map((each) => [each, true]));
  const manifest = JSON.stringify(
    { private: true, type: 'module', dependencies: packages, allowScripts },
    undefined,
    2,
  );
  const stamp = join(directory, 'installed.json');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === manifest) return directory;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), manifest);
  const common = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const words = [...common, ...(scripts?.options ?? ['--ignore-scripts'])];
  const timeout = scripts === undefined ? INSTALL_MS : COMPILE_MS;
  await promisify(execFile)('npm', words, { cwd: directory, timeout }).catch((error: Error) => {
    throw new Skipped(`npm could not install it: ${error.message.trim().split('\n').slice(0, 3).join(' ')}`);
  });
  await writeFile(stamp, manifest);
  return directory;
}
