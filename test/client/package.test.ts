import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/**
 * What the package exports, and the most that each may weigh. Lower the figures when code goes: issue 12 asks for 20,000 bytes.
 */
const ENTRIES = {
  '@spillway/client': { file: 'index.js', bytes: 28_500 },
  '@spillway/client/transport': { file: join('transport', 'index.js'), bytes: 30_500 },
};

/** Bundles an entry as a web page would. */
function bundle(entry: string) {
  return build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
    metafile: true,
  });
}

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

  test.each(Object.entries(ENTRIES))('%s imports nothing', async (_, { file }) => {
    const { metafile } = await bundle(join(client.directory, 'dist', file));

    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    expect(imports.filter(({ external }) => external)).toEqual([]);
    const { dependencies, peerDependencies } = JSON.parse(
      await readFile(join(client.directory, 'package.json'), 'utf8'),
    );
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  });

  test.each(Object.entries(ENTRIES))('%s is small when it is bundled and minified', async (_, { file, bytes }) => {
    const { outputFiles } = await bundle(join(client.directory, 'dist', file));

    expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(bytes);
  });

  test('works where nothing of Node.js exists', async () => {
    const context = createContext({ fetch, TextEncoder, btoa });
    const modules = new Map<string, Promise<SourceTextModule>>();
    const load = (path: string): Promise<SourceTextModule> => {
      const loaded =
        modules.get(path) ??
        readFile(path, 'utf8').then((source) => new SourceTextModule(source, { context, identifier: path }));
      modules.set(path, loaded);
      return loaded;
    };
    const module = await load(join(client.directory, 'dist', 'index.js'));
    await module.link((specifier, { identifier }) => load(join(dirname(identifier), specifier)));
    await module.evaluate();
    const { callTool } = module.namespace as typeof import('../../client/index.ts');

    const result = await callTool(server, { name: 'país', arguments: { code: 'CH' } });

    expect(result.structuredContent).toEqual({ name: 'Switzerland' });
    expect(server.seen.at(-1)?.headers).toMatchObject({ 'mcp-name': '=?base64?cGHDrXM=?=', 'mcp-param-code': 'CH' });
  });

  test('has no problem that publint or attw finds', async () => {
    const bin = join(REPOSITORY_ROOT, 'node_modules', '.bin');

    const reports = await Promise.all([
      run(join(bin, 'publint'), ['run', client.tarball, '--strict']),
      run(join(bin, 'attw'), [client.tarball, '--profile', 'esm-only', '--no-emoji', '--no-color']),
    ]);

    expect(reports[0]?.stdout).toContain('All good!');
    expect(reports[1]?.stdout).toMatch(/node16 \(from ESM\) │ OK \(ESM\) +│ OK \(ESM\) /);
    expect(reports[1]?.stdout).toMatch(/bundler +│ OK +│ OK /);
  });

  test('installs into an empty project, where both entries share their classes', async () => {
    const project = await mkdtemp(join(tmpdir(), 'client-project-'));
    await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
    const program = `import { ServerUnreachable, SpillwayClient } from '@spillway/client';
      import { SpillwayTransport } from '@spillway/client/transport';
      const transport = new SpillwayTransport({ url: 'http://127.0.0.1:1/mcp/shop' });
      await transport.start();
      const error = await transport.send({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }).catch((error) => error);
      console.log(typeof SpillwayClient, error instanceof ServerUnreachable || error);`;
    await writeFile(join(project, 'main.mjs'), program);

    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', client.tarball], { cwd: project });
    const { stdout } = await run(process.execPath, ['main.mjs'], { cwd: project });

    expect(stdout).toBe('function true\n');
    await rm(project, { recursive: true });
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
