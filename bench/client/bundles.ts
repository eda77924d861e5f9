import { build, type Metafile, type StdinOptions } from 'esbuild';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';

const V1 = '@modelcontextprotocol/sdk/client';
const V2 = '@modelcontextprotocol/client';

/** What a page or an edge function would bundle, by name. */
const PROGRAMS = {
  SpillwayClient: "export { SpillwayClient } from './client/index.ts';",
  SpillwayTransport: "export { SpillwayTransport } from './client/transport/index.ts';",
  'SDK v1, its transport': `export { StreamableHTTPClientTransport } from '${V1}/streamableHttp.js';`,
  'SDK v2, its transport': `export { StreamableHTTPClientTransport } from '${V2}';`,
  'SDK v1, client and its transport': `export { Client } from '${V1}/index.js'; export { StreamableHTTPClientTransport } from '${V1}/streamableHttp.js';`,
  'SDK v2, client and its transport': `export { Client, StreamableHTTPClientTransport } from '${V2}';`,
} as const;

export type Program = keyof typeof PROGRAMS;

/** Bytes of a program, bundled and minified. */
export interface BundleBytes {
  /** What is loaded before the program runs: its entry and what that imports statically, where a bundler splits the program. */
  readonly initial: number;
  /** With everything that it loads on demand, in one file. */
  readonly all: number;
}

/** Bytes of each program, for browsers. */
export async function measureBundles(): Promise<ReadonlyMap<Program, BundleBytes>> {
  const bytes = new Map<Program, BundleBytes>();
  for (const name of Object.keys(PROGRAMS) as Program[]) {
    bytes.set(name, await measureBundle(PROGRAMS[name], REPOSITORY_ROOT));
  }
  return bytes;
}

/**
 * Bundles a program twice: split, and as one file. A program that splitting makes larger counts as one file.
 *
 * @param contents source of the program
 * @param directory where its imports are resolved
 */
export async function measureBundle(contents: string, directory: string): Promise<BundleBytes> {
  const [split, whole] = await Promise.all(
    [true, false].map((splitting) => bundle({ contents, resolveDir: directory, loader: 'ts' }, splitting)),
  );
  const all = bytesOf(whole?.outputs ?? {}, Object.keys(whole?.outputs ?? {}));
  return { initial: Math.min(all, initialBytes(split?.outputs ?? {})), all };
}

type Outputs = Metafile['outputs'];

async function bundle(stdin: StdinOptions, splitting: boolean): Promise<Metafile> {
  const { metafile } = await build({
    stdin,
    bundle: true,
    splitting,
    minify: true,
    write: false,
    metafile: true,
    outdir: 'bundle',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
  });
  return metafile;
}

function initialBytes(outputs: Outputs): number {
  // The entry is the file that no other imports.
  const imported = new Set(Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path)));
  const initial = new Set(Object.keys(outputs).filter((path) => !imported.has(path)));
  for (const path of initial) {
    for (const { kind, path: next } of outputs[path]?.imports ?? []) if (kind === 'import-statement') initial.add(next);
  }
  return bytesOf(outputs, initial);
}

function bytesOf(outputs: Outputs, paths: Iterable<string>): number {
  return [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}
