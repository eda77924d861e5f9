import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { SpillwayTransport } from '../../../client/transport/index.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { fencesOf } from '../../docs/support/document.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../e2e/support/directories.ts';
import { type LiveServer, startLiveServer } from '../support/live-server.ts';

const run = promisify(execFile);
const URL_OF_PAGE = 'http://127.0.0.1:8787/mcp/countries';
const ROW = { content: [{ type: 'text', text: '[1]' }] };

let directory: TemporaryDirectory;
let server: LiveServer;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await startLiveServer((response, { body }) => {
    const discovered = { supportedVersions: ['2026-07-28'], capabilities: { tools: {} } };
    const args = body.params?.arguments as { code?: string } | undefined;
    const name = args?.code === 'CH' ? 'Switzerland' : 'Peru';
    const called = { content: [{ type: 'text', text: JSON.stringify({ name }) }] };
    const result = body.method === 'server/discover' ? discovered : called;
    const row = { jsonrpc: '2.0', method: 'notifications/tools/partial_result', params: { seq: 0, ...ROW } };
    const done = {
      jsonrpc: '2.0',
      id: body.id,
      result: { resultType: 'complete', ttlMs: 0, cacheScope: 'public', ...result },
    };
    response.writeHead(200, { 'content-type': 'application/json-lines' });
    const messages = body.method === 'tools/call' ? [row, done] : [done];
    response.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  });
});
afterAll(async () => {
  await server.close();
  await directory.remove();
});

/** Bundles an example with what it imports. @returns the path of the module */
async function bundled(kind: string): Promise<string> {
  const page = await readFile(join(REPOSITORY_ROOT, 'client', 'README.md'), 'utf8');
  const example = fencesOf(page).find((fence) => fence.kind === kind)?.content ?? '';
  const source = join(directory.path, `${kind}.source.mjs`);
  const outfile = join(directory.path, `${kind}.mjs`);
  await writeFile(source, example.replace(URL_OF_PAGE, server.url));
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    nodePaths: [join(REPOSITORY_ROOT, 'node_modules')],
    alias: { '@spillway/client/transport': join(REPOSITORY_ROOT, 'client', 'transport', 'index.ts') },
    // What the SDKs bundle of CommonJS requires modules of Node.js.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  });
  return outfile;
}

test.each([
  ['sdk-v2', 'js sdk-v2', 'Switzerland\n'],
  ['sdk-v1', 'js sdk-v1', 'Peru\n'],
])('the example of the README with %s runs', async (_, kind, printed) => {
  const { stdout } = await run(process.execPath, [await bundled(kind)]);

  expect(stdout.endsWith(printed)).toBe(true);
});

test('the first example of the README prints rows before the result', async () => {
  const { stdout } = await run(process.execPath, [await bundled('js sdk-v2')]);

  expect(stdout).toBe('rows: [1]\nSwitzerland\n');
});

test('the example of the README with OAuth connects with the tokens of its provider', async () => {
  const { connect } = await import(pathToFileURL(await bundled('js oauth')).href);
  const provider = { tokens: () => ({ access_token: 'secret', token_type: 'bearer' }) };

  const client: { transport?: SpillwayTransport; close(): Promise<void> } = await connect(server.url, provider);
  await client.close();

  expect(server.arrived.at(-1)?.headers.authorization).toBe('Bearer secret');
});
