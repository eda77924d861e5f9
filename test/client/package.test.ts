import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, SourceTextModule } from 'node:vm';
import { build } from 'esbuild';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { fencesOf } from '../docs/support/document.ts';
import { type PackedClient, packClient } from './support/package.ts';
import { errorReply, resultReply, type SeenRequest, startServer, type TestServer } from './support/server.ts';

const run = promisify(execFile);
/** npm, the compiler and the bundler start one after the other. */
const PACK_TIMEOUT_MS = 120_000;
const README_URL = 'http://127.0.0.1:8787/mcp/countries';
const COUNTRIES: Readonly<Record<string, string>> = { CH: 'Switzerland', PE: 'Peru' };

/** A tool whose argument `code` travels in a header too, under a name that headers cannot carry as it is. */
function respond(request: SeenRequest) {
  const { method, params } = request.body;
  if (method === 'tools/list') {
    const code = { type: 'string', 'x-mcp-header': 'Code' };
    return resultReply(request, {
      tools: ['get_country', 'país'].map((name) => ({ name, inputSchema: { properties: { code } } })),
    });
  }
  const { code } = params.arguments as { code: string };
  if (request.headers['mcp-param-code'] === undefined) {
    return errorReply(request, 400, { code: -32020, message: 'Header mismatch' });
  }
  return resultReply(request, { content: [], structuredContent: { name: COUNTRIES[code] ?? 'unknown' } });
}

describe('the package @spillway/client', () => {
  let client: PackedClient;
  let server: TestServer;

  beforeAll(async () => {
    client = await packClient();
    server = await startServer(respond);
  }, PACK_TIMEOUT_MS);
  afterAll(async () => {
    await server.close();
    await client.remove();
  });

  test('holds the bundle, its types and nothing of the sources', async () => {
    const files = (await readdir(client.directory, { recursive: true })).filter((file) => /\.\w+$/.test(file));

    expect(files).toEqual(expect.arrayContaining(['README.md', 'package.json', join('dist', 'index.js')]));
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  test('imports nothing', async () => {
    const entry = join(client.directory, 'dist', 'index.js');

    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      external: ['*'],
      write: false,
      metafile: true,
    });

    expect(Object.values(metafile.inputs).flatMap(({ imports }) => imports)).toEqual([]);
    const { dependencies, peerDependencies } = JSON.parse(
      await readFile(join(client.directory, 'package.json'), 'utf8'),
    );
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  });

  test('works where nothing of Node.js exists', async () => {
    const context = createContext({ fetch, TextEncoder, btoa });
    const source = await readFile(join(client.directory, 'dist', 'index.js'), 'utf8');
    const module = new SourceTextModule(source, { context });
    await module.link(() => {
      throw new Error('the bundle imports a module');
    });
    await module.evaluate();
    const { callTool } = module.namespace as typeof import('../../client/index.ts');

    const result = await callTool(server, { name: 'país', arguments: { code: 'CH' } });

    expect(result.structuredContent).toEqual({ name: 'Switzerland' });
    expect(server.seen.at(-1)?.headers).toMatchObject({ 'mcp-name': '=?base64?cGHDrXM=?=', 'mcp-param-code': 'CH' });
  });

  test('runs the examples of its README in a directory without node_modules', async () => {
    const fences = fencesOf(await readFile(join(REPOSITORY_ROOT, 'client', 'README.md'), 'utf8'));
    const example = fences.filter(({ kind }) => kind === 'js').map(({ content }) => content);
    const printed = fences.find(({ kind }) => kind === 'text')?.content ?? '';
    const file = join(client.directory, 'example.mjs');
    await writeFile(file, example.join('\n').replace(README_URL, server.url));

    const { stdout } = await run(process.execPath, [file], { env: { ...process.env, MCP_TOKEN: 'secret' } });

    expect(example).toHaveLength(3);
    expect(stdout).toBe(`${printed.trim()}\nget_country\npaís\n`);
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer secret');
  });

  test('reports why a host cannot be reached', async () => {
    const gone = await startServer(respond);
    await gone.close();
    const program = `import { listTools } from '@spillway/client';
      await listTools({ url: '${gone.url}', clientInfo: { name: 'a', version: '1' } }).next().catch((error) => console.log(error.message));`;
    const file = join(client.directory, 'unreachable.mjs');
    await writeFile(file, program);

    const { stdout } = await run(process.execPath, [file]);

    expect(stdout).toMatch(`${gone.url} cannot be reached: connect ECONNREFUSED 127.0.0.1:`);
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types that need no other package, with --module %s', async (module, moduleResolution) => {
    const use = `import { callTool, listTools, type McpServer, NotAnMcpResponse } from '@spillway/client';
      const server: McpServer = { url: 'http://127.0.0.1', clientInfo: { name: 'a', version: '1' }, fetch };
      export const result: Promise<{ readonly [key: string]: unknown }> = callTool(server, { name: 'a', arguments: {} });
      export const status = (error: unknown): number => (error instanceof NotAnMcpResponse ? error.status : 0);
      // @ts-expect-error: types are checked, not "any".
      export const wrong: number = listTools(server);`;
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      types: [],
      strict: true,
      noEmit: true,
    };
    await writeFile(join(client.directory, 'use.ts'), use);
    await writeFile(join(client.directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));

    const tsc = join(REPOSITORY_ROOT, 'node_modules', '.bin', 'tsc');
    const { stdout } = await run(tsc, ['-p', client.directory]).catch((failed: { stdout: string }) => failed);

    expect(stdout).toBe('');
  });
});
