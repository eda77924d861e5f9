import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { StepResult } from '../steps.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The browser to use: `CHROME_PATH`, or the first one on the path. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CHROME_PATH ?? '', ...candidates].find((path) => path !== '' && existsSync(path));
}

/**
 * Opens a page on SDK v1 in headless Chromium. The page has an origin of its own, so that the browser checks CORS, and it
 * reports by itself: no protocol to drive the browser is needed.
 *
 * @param directory has the SDK under test
 * @param profile an empty folder for the browser's profile
 */
export async function runInBrowser(
  browser: string,
  directory: string,
  profile: string,
  endpoint: string,
  report: (result: StepResult) => void,
): Promise<void> {
  const script = await bundlePage(directory);
  const ended = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    if (request.url === '/step') report((await json(request)) as StepResult);
    if (request.url === '/end') ended.resolve();
    if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (request.url === '/target') response.end(JSON.stringify({ endpoint }));
    else response.setHeader('content-type', 'text/html').end('<script type="module" src="/page.js"></script>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const words = [...browserFlags(profile), `http://localhost:${typeof address === 'object' ? address?.port : ''}/`];
  const child = spawn(browser, words, { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: profile } });
  child.once('error', ended.reject);
  child.once('exit', (code) => ended.reject(new Error(`the browser ended with exit code ${code}`)));
  try {
    await ended.promise;
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    server.closeAllConnections();
    server.close();
  }
}

/** Options of a browser without a window, which connects to this machine only. */
export function browserFlags(profile: string): readonly string[] {
  return [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // No host but this machine.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    `--user-data-dir=${profile}`,
  ];
}

async function bundlePage(directory: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    plugins: [sdkFrom(directory)],
  });
  return outputFiles[0]?.text ?? '';
}

/** Takes the SDK from the client's folder, where the project's own files import it. */
function sdkFrom(directory: string): Plugin {
  return {
    name: 'sdk-under-test',
    setup: (bundler) => {
      bundler.onResolve({ filter: /^@modelcontextprotocol\/sdk/ }, ({ path, kind, pluginData }) =>
        pluginData === directory
          ? undefined
          : bundler.resolve(path, { kind, resolveDir: directory, pluginData: directory }),
      );
    },
  };
}
