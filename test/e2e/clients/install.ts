import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import type { ClientVersion } from './versions.ts';

const CACHE = join(REPOSITORY_ROOT, '.spillway', 'clients');

/** An install of a hundred packages on a busy machine. */
const INSTALL_MS = 300_000;

/** A client that could not be installed or run here, and why: reported, not a failure of the client. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/**
 * Installs a client into a folder of its own, unless the folder has these packages already.
 *
 * @returns the folder, from which the client's modules resolve
 * @throws Skipped when npm cannot install it
 */
export async function installClient({ name, packages }: Pick<ClientVersion, 'name' | 'packages'>): Promise<string> {
  const directory = join(CACHE, name);
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: packages }, undefined, 2);
  const stamp = join(directory, 'installed.json');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === manifest) return directory;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), manifest);
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  await promisify(execFile)('npm', words, { cwd: directory, timeout: INSTALL_MS }).catch((error: Error) => {
    throw new Skipped(`npm could not install it: ${error.message.trim().split('\n').slice(0, 3).join(' ')}`);
  });
  await writeFile(stamp, manifest);
  return directory;
}
