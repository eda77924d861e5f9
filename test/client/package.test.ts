import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, SourceTextModule } from 'node:vm';
import { build } from 'esbuild';
import { measureBundle } from '../../bench/client/bundles.ts';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { fencesOf } from '../docs/support/document.ts';
import { type PackedClient, packClient } from './support/package.ts';
import { errorReply, resultReply, type SeenRequest, startServer, type TestServer } from './support/server.ts';

const run = promisify(execFile);
/** npm, the compiler and the bundler start one after the other. */
const PACK_TIMEOUT_MS = 120_000;
const README_URL = 'http://127.0.0.1:8787';
const COUNTRIES: Readonly<Record<string, string>> = { CH: 'Switzerland', PE: 'Peru' };

/** What the package exports. */
const ENTRIES = {
  '@spillway/client': { file: 'index.js', exported: 'SpillwayClient' },
  '@spillway/client/transport': { file: join('transport', 'index.js'), exported: 'SpillwayTransport' },
};
/** The most that a page loads before its first request, and with everything that is loaded on demand. */
const MAX_BYTES = { initial: 20_000, all: 36_000 };

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
    logLevel: 'error',
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
  if (params.name === 'stream_countries') return streamRows(request);
  const { code } = params.arguments as { code: string };
  if (request.headers['mcp-param-code'] === undefined) {
    return errorReply(request, 400, { code: -32020, message: 'Header mismatch' });
  }
  const country = { name: COUNTRIES[code] ?? 'unknown' };
  return resultReply(request, {
    content: [{ type: 'text', text: JSON.stringify(country) }],
    structuredContent: country,
  });
}

/** A tool that streams its rows. */
function streamRows(request: SeenRequest) {
  const rows = [
    '{"code":"ALA","name":"Åland Islands","areaKm2":1580}',
    '{"code":"ALB","name":"Albania","areaKm2":28748}',
  ];
  const partials = rows.map((text, seq) => ({
    jsonrpc: '2.0',
    method: 'notifications/tools/partial_result',
    params: { seq, content: [{ type: 'text', text }] },
  }));
  const { id } = request.body;
  const result = { content: rows.map((text) => ({ type: 'text', text })) };
  const lines = [...partials, { jsonrpc: '2.0', id, result }].map((message) => `${JSON.stringify(message)}\n`);
  return { type: 'application/json-lines', body: lines.join('') };
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

  test.each(Object.entries(ENTRIES))('%s is small when a page bundles it', async (_, { file, exported }) => {
    const program = `export { ${exported} } from './dist/${file}';`;

    const { initial, all } = await measureBundle(program, client.directory);

    expect(initial).toBeLessThanOrEqual(MAX_BYTES.initial);
    expect(all).toBeLessThanOrEqual(MAX_BYTES.all);
  });

  test.each(Object.entries(ENTRIES))('%s can be one file, which loads nothing', async (_, { file }) => {
    const { outputFiles } = await bundle(join(client.directory, 'dist', file));

    expect(outputFiles).toHaveLength(1);
    expect(outputFiles[0]?.text).not.toMatch(/import\("\.|from"\./);
  });

  test('loads its chunks on demand in an edge runtime', async () => {
    const globals = { AbortController, AbortSignal, clearTimeout, DOMException, Headers, setTimeout, TextDecoder, URL };
    const context = createContext({ fetch, TextEncoder, btoa, ...globals });
    const modules = new Map<string, Promise<SourceTextModule>>();
    const loaded: string[] = [];
    const load = (path: string): Promise<SourceTextModule> => {
      const known = modules.get(path);
      if (known !== undefined) return known;
      loaded.push(path);
      const module = readFile(path, 'utf8').then(
        (source) => new SourceTextModule(source, { context, identifier: path, importModuleDynamically }),
      );
      modules.set(path, module);
      return module;
    };
    const link = (specifier: string, { identifier }: { identifier: string }) =>
      load(join(dirname(identifier), specifier));
    const importModuleDynamically = async (specifier: string, from: { identifier: string }) => {
      const module = await link(specifier, from);
      if (module.status === 'unlinked') await module.link(link);
      await module.evaluate();
      return module;
    };
    const module = await load(join(client.directory, 'dist', 'index.js'));
    await module.link(link);
    await module.evaluate();
    const before = loaded.length;
    const { SpillwayClient } = module.namespace as typeof import('../../client/index.ts');
    const spillway = new SpillwayClient({ url: new URL(server.url).origin });

    const names: string[] = [];
    for await (const { name } of spillway.tools('countries')) names.push(name);
    const { structuredContent } = await spillway.call('countries', 'get_country', { code: 'PE' }).result();

    expect(names).toEqual(['get_country', 'país']);
    expect(structuredContent).toEqual({ name: 'Peru' });
    expect(loaded.slice(before).some((path) => /more-\w+\.js$/.test(path))).toBe(true);
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
    await writeFile(file, example.join('\n').replaceAll(README_URL, server.url));

    const { stdout } = await run(process.execPath, [file], { env: { ...process.env, SPILLWAY_KEY: 'secret' } });

    expect(example).toHaveLength(4);
    expect(stdout).toBe(`${printed.trim()}\nSwitzerland\nget_country\npaís\nPeru\n`);
    expect(server.seen.at(-1)?.headers['x-api-key']).toBe('secret');
  });

  test('reports why a host cannot be reached', async () => {
    const gone = await startServer(respond);
    await gone.close();
    const program = `import { SpillwayClient } from '@spillway/client';
      await new SpillwayClient({ url: '${gone.url}', maxRetries: 0 }).discover('shop').catch((error) => console.log(error.message));`;
    const file = join(client.directory, 'unreachable.mjs');
    await writeFile(file, program);

    const { stdout } = await run(process.execPath, [file]);

    expect(stdout).toMatch(`${gone.url}/mcp/shop cannot be reached: connect ECONNREFUSED 127.0.0.1:`);
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types that need no other package, with --module %s', async (module, moduleResolution) => {
    const use = `import { type CallResult, NotAnMcpResponse, SpillwayClient } from '@spillway/client';
      const client = new SpillwayClient({ url: 'http://127.0.0.1', fetch });
      export const result: Promise<CallResult<{ name: string }>> = client.call<{ name: string }>('a', 'b', {}).result();
      export const status = (error: unknown): number => (error instanceof NotAnMcpResponse ? error.status : 0);
      // @ts-expect-error: types are checked, not "any".
      export const wrong: number = client.tools('a');`;
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
