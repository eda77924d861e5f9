import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';

const run = promisify(execFile);

/** What the package is built from; the rest of the repository is absent during the build. */
const SOURCES = ['package.json', 'tsconfig.json', 'client', 'lambda/json.ts', 'lambda/mcp'];

/** The package as npm would publish it, in a directory without `node_modules`. */
export interface PackedClient {
  readonly directory: string;
  /** The file that npm would upload. */
  readonly tarball: string;
  remove(): Promise<void>;
}

/** Packs the client, which builds it. */
export async function packClient(): Promise<PackedClient> {
  const root = await mkdtemp(join(tmpdir(), 'client-build-'));
  const packed = await mkdtemp(join(tmpdir(), 'client-'));
  for (const source of SOURCES) await cp(join(REPOSITORY_ROOT, source), join(root, source), { recursive: true });
  await rm(join(root, 'client', 'dist'), { recursive: true, force: true });
  await symlink(join(REPOSITORY_ROOT, 'node_modules'), join(root, 'node_modules'));

  const pack = ['pack', '--silent', '--offline', '--no-update-notifier', '--pack-destination', packed];
  await run('npm', pack, { cwd: join(root, 'client') });
  const tarball = join(packed, 'spillway-client-0.1.0.tgz');
  await run('tar', ['-xzf', tarball, '-C', packed]);
  return {
    directory: join(packed, 'package'),
    tarball,
    remove: async () => {
      await rm(root, { recursive: true });
      await rm(packed, { recursive: true });
    },
  };
}
