import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { validateDocuments } from '../../lambda/catalog/publish/check/index.ts';
import { parseDocuments } from '../../lambda/catalog/publish/load/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { TOOLKIT_OPTIONS } from '../../lib/bundle.ts';
import type { StreamingHandler } from '../../toolkit/index.ts';
import { callDocument, invoke } from './support.ts';

const TOOLKIT = fileURLToPath(new URL('../../toolkit/', import.meta.url));
const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const run = promisify(execFile);

let directory: string;
let blocks: { readonly language: string; readonly text: string }[];
let sent: unknown;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toolkit-'));
  const readme = await readFile(join(TOOLKIT, 'README.md'), 'utf8');
  blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));
  sent = JSON.parse(/^Invoked with `(\{.*\})` it writes/m.exec(readme)?.[1] ?? '');
  await symlink(MODULES, join(directory, 'node_modules'));
});
afterAll(() => rm(directory, { recursive: true }));

/** The handler of a block of the README, bundled as a deployment would; the package is found by its name. */
async function handlerOf(index: number): Promise<StreamingHandler> {
  const source = blocks.filter(({ language }) => language === 'ts')[index]?.text ?? '';
  const entry = join(directory, `tool-${index}.ts`);
  const outfile = join(directory, `tool-${index}.mjs`);
  await writeFile(entry, source);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    ...TOOLKIT_OPTIONS,
  });
  const { handler } = (await import(outfile)) as { handler: StreamingHandler };
  return handler;
}

test('the tool writes what the README shows', async () => {
  const shown =
    blocks
      .find(({ language }) => language === 'json')
      ?.text.trim()
      .split('\n') ?? [];
  const handler = await handlerOf(0);
  expect(await invoke(handler, sent)).toEqual(shown.map((line) => JSON.parse(line) as unknown));
  expect(await invoke(handler, callDocument({ arguments: { above: -1 } }))).toMatchObject([{ type: 'failed' }]);
});

test('its document can be published', async () => {
  const yaml = blocks.find(({ language }) => language === 'yaml')?.text ?? '';
  const { documents, faults } = await validateDocuments(parseDocuments('tool.yaml', yaml).documents, targetTypes);
  expect([documents.length, faults]).toEqual([1, []]);
});

test('the tool that asks runs again with the answer', async () => {
  const handler = await handlerOf(1);
  const call = { arguments: { id: 'a1' } };
  expect(await invoke(handler, callDocument(call))).toMatchObject([{ type: 'input_required' }]);
  const inputResponses = { sure: { action: 'accept', content: { sure: true } } };
  expect(await invoke(handler, callDocument({ ...call, inputResponses }))).toMatchObject([
    { result: { content: [{ text: 'a1 was deleted.' }] } },
  ]);
});

test('the MCP server answers', async () => {
  const lines = await invoke(await handlerOf(2), callDocument({ tool: 'greet' }));
  expect(lines).toMatchObject([{ result: { content: [{ text: 'Hello!' }] } }]);
});

test('the package builds to JavaScript and types without any dependency', async () => {
  const tsc = join(MODULES, '.bin', 'tsc');
  const dist = join(directory, 'dist');
  await run(tsc, ['-p', join(TOOLKIT, 'tsconfig.json'), '--outDir', dist]);
  const files = await readdir(dist, { recursive: true });
  expect(files).toEqual(expect.arrayContaining(['index.js', 'index.d.ts', join('mcp', 'session.js')]));
  const probe = 'import("./dist/index.js").then(({ defineTool }) => console.log(typeof defineTool(async () => "a")))';
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  const { stdout } = await run(process.execPath, ['-e', probe], { cwd: directory });
  expect(stdout.trim()).toBe('function');
});
