import { join, relative } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { BUILD_OPTIONS, REPOSITORY_ROOT, staticImports } from '../../lib/bundle.ts';

/** A bundle on disk. */
export interface BenchBundle {
  /** Its entry. */
  readonly path: string;
  /** Bytes of the entry and of its static imports. */
  readonly bytes: number;
}

const REQUIRE_BANNER =
  "import{createRequire as benchCreateRequire}from'node:module';const require=benchCreateRequire(import.meta.url);";

/**
 * Bundles a file of `bench/` with the options that `lib/bundle.ts` uses for functions, so that every variant is measured as it
 * would be deployed, without a development loader.
 *
 * @param entry path inside `bench/`
 */
export async function bundleBench(entry: string, plugins: Plugin[] = []): Promise<BenchBundle> {
  const name = entry.replace(/\.ts$/, '').replaceAll('/', '-');
  const directory = join(REPOSITORY_ROOT, 'dist', 'bench', name);
  const { metafile } = await build({
    absWorkingDir: REPOSITORY_ROOT,
    entryPoints: { [name]: `bench/${entry}` },
    outdir: directory,
    ...BUILD_OPTIONS,
    banner: { js: REQUIRE_BANNER },
    logLevel: 'error',
    plugins,
  });
  const path = join(directory, `${name}.mjs`);
  return { path, bytes: startBytes(metafile.outputs, path) };
}

type Outputs = Metafile['outputs'];

function startBytes(outputs: Outputs, entry: string): number {
  const reached = staticImports(outputs, relative(REPOSITORY_ROOT, entry));
  return [...reached].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}
