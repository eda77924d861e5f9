/** `npm run runtimes`: uses the packed client in Node 20, 22 and 24, in an edge runtime and in Chromium, against the local stack. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { installClient, Skipped } from '../../e2e/clients/install.ts';
import { findBrowser } from '../../e2e/support/browser.ts';
import { openPage } from '../../e2e/support/devtools.ts';
import { startStory } from '../../examples/support/story.ts';
import { packClient } from '../support/package.ts';
import type { Report } from './program.ts';

const run = promisify(execFile);
const NODE = `node-${process.platform}-${process.arch}`;

interface Runtime {
  readonly name: string;
  /** @throws Skipped */
  readonly use: (script: string, endpoint: string, directory: string) => Promise<Report>;
}

const RUNTIMES: readonly Runtime[] = [
  ...['20', '22', '24'].map((version) => ({
    name: `Node ${version}`,
    use: async (script: string, endpoint: string, directory: string) => {
      const home = await installClient({ name: `node-${version}`, packages: { [NODE]: `^${version}` } });
      const main = join(directory, 'main.mjs');
      await writeFile(
        main,
        `${script}\nconsole.log(JSON.stringify(await globalThis.useIt(${JSON.stringify(endpoint)})));\nprocess.exit();`,
      );
      const { stdout } = await run(join(home, 'node_modules', NODE, 'bin', 'node'), [main]);
      return JSON.parse(stdout) as Report;
    },
  })),
  {
    name: 'edge-runtime 4',
    use: async (script, endpoint) => {
      const home = await installClient({ name: 'edge-runtime', packages: { 'edge-runtime': '4.0.1' } });
      const { EdgeRuntime } = await import(join(home, 'node_modules', 'edge-runtime', 'dist', 'index.js'));
      const edge = new EdgeRuntime();
      edge.evaluate(script);
      return JSON.parse(await edge.evaluate(`useIt(${JSON.stringify(endpoint)}).then(JSON.stringify)`)) as Report;
    },
  },
  {
    name: 'Chromium',
    use: async (script, endpoint, directory) => {
      const browser = findBrowser();
      if (browser === undefined) throw new Skipped('no Chromium; CHROME_PATH names one');
      const server = createServer((request, response) => {
        const isPage = request.url === '/';
        response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript');
        response.end(isPage ? '<!doctype html><title>client</title><script src="/client.js"></script>' : script);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const page = await openPage(browser, join(directory, 'profile'), url);
      try {
        const found = await page.evaluate(`useIt(${JSON.stringify(endpoint)}).then(JSON.stringify)`);
        return JSON.parse(String(found)) as Report;
      } finally {
        await page.close();
        server.closeAllConnections();
        server.close();
      }
    },
  },
];

/** One script without imports, which defines `useIt`. */
async function scriptOf(packed: string): Promise<string> {
  const contents = `
    import { SpillwayClient } from ${JSON.stringify(join(packed, 'dist', 'index.js'))};
    import { SpillwayTransport } from ${JSON.stringify(join(packed, 'dist', 'transport', 'index.js'))};
    import { useIt } from ${JSON.stringify(join(import.meta.dirname, 'program.ts'))};
    globalThis.useIt = (endpoint) => useIt({ SpillwayClient, SpillwayTransport }, endpoint);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: packed },
    bundle: true,
    format: 'iife',
    platform: 'neutral',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

const story = await startStory(new Map());
const packed = await packClient();
const directory = await mkdtemp(join(tmpdir(), 'client-runtimes-'));
let failed = 0;
try {
  const script = await scriptOf(packed.directory);
  for (const { name, use } of RUNTIMES) {
    try {
      const { partials, rows, names, tools, error } = await use(script, story.stack.endpoint, directory);
      const isRight =
        partials > 40 && rows > 0 && names.join() === 'Switzerland,Switzerland' && tools.includes('get_country');
      if (!isRight || error !== 'RequestRefused')
        throw new Error(JSON.stringify({ partials, rows, names, tools, error }));
      console.log(`${name}: passed (${partials} partial results)`);
    } catch (error) {
      if (error instanceof Skipped) console.log(`${name}: skipped: ${error.message}`);
      else {
        failed += 1;
        console.log(`${name}: failed: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
} finally {
  await story.stop();
  await packed.remove();
  await rm(directory, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
