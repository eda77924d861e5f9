import { build } from 'esbuild';
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

/** Bytes of each program, bundled and minified for browsers. */
export async function measureBundles(): Promise<ReadonlyMap<Program, number>> {
  const bytes = new Map<Program, number>();
  for (const name of Object.keys(PROGRAMS) as Program[]) {
    const { outputFiles } = await build({
      stdin: { contents: PROGRAMS[name], resolveDir: REPOSITORY_ROOT, loader: 'ts' },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      legalComments: 'none',
      logLevel: 'error',
    });
    bytes.set(name, outputFiles[0]?.contents.length ?? Number.NaN);
  }
  return bytes;
}
