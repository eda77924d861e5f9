import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Metafile, version } from 'esbuild';
import { faceImports } from './face-imports.ts';
import { FUNCTIONS, type FunctionName, mapValues } from './functions/index.ts';
import { digestOf, filesIn, isAsMade, keyOf, type MadeRecord, readRecord, recordOf } from './made-record.ts';
import { joinStart } from './one-start-file.ts';

/** A value for each function of a stage, by name. */
export interface EachFunction<T> extends Readonly<Record<FunctionName, T>> {
  /** The values of the toolkit functions, by name. */
  readonly toolkit: Readonly<Record<string, T>>;
}

/** A function cannot be bundled. The message gives the file, what is wrong, and what was expected. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

/** The bundled code of one function. */
export interface Bundle {
  /** Directory to deploy: `index.mjs`, and `chunks/` with the dynamically imported code. */
  readonly directory: string;
  /** Every file in the directory. */
  readonly files: readonly BundleFile[];
  /** The files that it was made from, as paths from the root. */
  readonly inputs: readonly string[];
}

export interface BundleFile {
  /** Path inside the bundle's directory. */
  readonly path: string;
  /** Size in bytes, minified. */
  readonly bytes: number;
  /** Whether a cold start loads the file: it is the entry. */
  readonly atStart: boolean;
}

/** Where the record of a bundle lies: beside its directory. */
export const recordFileOf = (directory: string): string => `${directory}.json`;

interface BundleRecord extends MadeRecord {
  readonly files: readonly BundleFile[];
}

/** The esbuild options of all functions. Benchmarks use them, too, so that they measure code as it would be deployed. */
export const BUILD_OPTIONS = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // Splitting keeps dynamically imported code out of the cold start.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  metafile: true,
} satisfies BuildOptions;

/** The root of the repository, independent of the working directory. */
export const REPOSITORY_ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Defines `require` for CommonJS packages in toolkit functions that require built-in modules of Node; an ES module has no `require`.
 * All other names of a bundle are minified, so these two cannot collide.
 */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** The additional esbuild options of toolkit functions. They import the toolkit by its package name, as if it were installed. */
export const TOOLKIT_OPTIONS = {
  banner: { js: REQUIRE },
  alias: { '@spillway/toolkit': join(REPOSITORY_ROOT, 'toolkit', 'index.ts') },
} satisfies BuildOptions;

/** The file that Lambda loads. */
const ENTRY = 'index.mjs';

/** Digests of the code that makes a bundle, for which no record speaks. */
const BUNDLER = ['bundle.ts', 'face-imports.ts', 'one-start-file.ts'].map((name) =>
  digestOf(join(REPOSITORY_ROOT, 'lib', name)),
);

/**
 * The additional options of toolkit functions in the local stack, whose errors then name lines of TypeScript. A deployment has no maps:
 * Node.js would read them at each cold start.
 */
const LOCAL_TOOLKIT_OPTIONS = { ...TOOLKIT_OPTIONS, sourcemap: 'linked', sourcesContent: false } satisfies BuildOptions;

type EntryOptions = Pick<BuildOptions, 'banner' | 'alias' | 'sourcemap' | 'sourcesContent'>;

/** Bundles the functions that every stage deploys. */
export function bundleFunctions(root: string = REPOSITORY_ROOT): Promise<Record<FunctionName, Bundle>> {
  return bundleEach(FUNCTIONS, root);
}

/** Bundles each function from its entry into `dist/functions/{name}`, with esbuild options in addition to `BUILD_OPTIONS`. */
export async function bundleEach<Name extends string>(
  functions: Readonly<Record<Name, { readonly entry: string }>>,
  root: string,
  options: EntryOptions = {},
): Promise<Record<Name, Bundle>> {
  const bundles = Object.entries<{ readonly entry: string }>(functions).map(async ([name, { entry }]) => {
    return [name, await bundleEntry({ entry, directory: outputOf(name, root), root, options })] as const;
  });
  // The keys are those of `functions`; TypeScript types them as plain strings.
  return Object.fromEntries(await Promise.all(bundles)) as Record<Name, Bundle>;
}

/** How to bundle a stage. */
interface StageBundling {
  /** @default the root of this repository */
  readonly root?: string;
  /**
   * Bundles toolkit functions for the local stack, with source maps.
   *
   * @default false
   */
  readonly isLocal?: boolean;
}

/**
 * Bundles every function of a stage.
 *
 * @param toolkit the toolkit functions, by name
 * @throws BundleError if an entry cannot be bundled, or does not export `handler`
 */
export async function bundleStage(
  toolkit: Readonly<Record<string, { readonly entry: string }>>,
  { root = REPOSITORY_ROOT, isLocal = false }: StageBundling = {},
): Promise<EachFunction<Bundle>> {
  const others = isLocal ? bundleLocally(toolkit, root) : bundleEach(toolkit, root, TOOLKIT_OPTIONS);
  const [own, bundles] = await Promise.all([bundleFunctions(root), others]);
  return { ...own, toolkit: bundles };
}

async function bundleLocally(
  toolkit: Readonly<Record<string, { readonly entry: string }>>,
  root: string,
): Promise<Readonly<Record<string, Bundle>>> {
  const bundles = Object.entries(toolkit).map(async ([name, { entry }]) => {
    return [name, await bundleToolkitFunction(entry, join(root, 'dist', 'local', name), root)] as const;
  });
  return Object.fromEntries(await Promise.all(bundles));
}

/**
 * Bundles a toolkit function for the local stack.
 *
 * @param entry the file that exports `handler`, as a path from the root
 * @param directory where to
 * @throws BundleError if the entry cannot be bundled, or does not export `handler`
 */
export function bundleToolkitFunction(
  entry: string,
  directory: string,
  root: string = REPOSITORY_ROOT,
): Promise<Bundle> {
  return bundleEntry({ entry, directory, root, options: LOCAL_TOOLKIT_OPTIONS });
}

/** The directories to deploy. */
export function bundleDirectories({ toolkit, ...own }: EachFunction<Bundle>): EachFunction<string> {
  const directoryOf = ({ directory }: Bundle) => directory;
  return { ...mapValues(own, directoryOf), toolkit: mapValues(toolkit, directoryOf) };
}

/** The files that the bundles were made from, as paths from the root; none twice. */
export function bundleInputs({ toolkit, ...own }: EachFunction<Bundle>): string[] {
  return [...new Set([...Object.values(own), ...Object.values(toolkit)].flatMap(({ inputs }) => inputs))];
}

/** Bundles one of the functions that every stage deploys. */
export function bundleFunction(name: FunctionName, root: string = REPOSITORY_ROOT): Promise<Bundle> {
  return bundleEntry({ entry: FUNCTIONS[name].entry, directory: outputOf(name, root), root });
}

const outputOf = (name: string, root: string): string => join(root, 'dist', 'functions', name);

/** One function to bundle. */
interface Bundling {
  /** The file that exports `handler`, as a path from the root. */
  readonly entry: string;
  /** Where to. */
  readonly directory: string;
  readonly root: string;
  /** esbuild options in addition to `BUILD_OPTIONS`; default: none. */
  readonly options?: EntryOptions;
}

/**
 * Bundles one function.
 *
 * The same source produces the same bytes, so an unchanged function is not deployed again. Bundling the functions of a stage
 * takes seconds; a bundle whose inputs and files are those of its record is left as it is.
 *
 * @throws BundleError if the entry cannot be bundled, or does not export `handler`
 */
async function bundleEntry({ entry, directory, root, options = {} }: Bundling): Promise<Bundle> {
  const settings = {
    entryPoints: { index: entry },
    chunkNames: 'chunks/[name]-[hash]',
    ...BUILD_OPTIONS,
    ...options,
  };
  const recordFile = recordFileOf(directory);
  const key = keyOf(root, [version, settings, BUNDLER]);
  const kept = readRecord<BundleRecord>(recordFile);
  if (kept !== undefined && isAsMade(kept, root, directory, key)) {
    return { directory, files: kept.files, inputs: Object.keys(kept.inputs) };
  }
  const startedMs = Date.now();
  const result = await build({
    absWorkingDir: root,
    outdir: directory,
    ...settings,
    plugins: [faceImports()],
    write: false,
    logLevel: 'silent',
  }).catch((error: Error) => {
    throw new BundleError(`${entry}: ${error.message}`);
  });
  // Otherwise the first invocation would fail.
  const { outputs } = result.metafile;
  if (!outputs[entryOf(outputs)]?.exports.includes('handler')) {
    throw new BundleError(`${entry}: exports no handler; expected a module with \`export const handler = ...\``);
  }
  const inDirectory = (path: string) => relative(directory, resolve(root, path));
  const texts = new Map(result.outputFiles.map(({ path, text }) => [inDirectory(path), textOf(path, text)]));
  const exportsOf = (path: string) => outputs[relative(root, join(directory, path))]?.exports ?? [];
  const atStart = [...staticImports(outputs, entryOf(outputs))].map(inDirectory);
  const isMapped = options.sourcemap !== undefined;
  // Joining would cut the lines from their maps, and only a cold start of a deployment gains from it.
  const written = isMapped
    ? texts
    : await joinStart({ texts, exportsOf, atStart }, { ...BUILD_OPTIONS, absWorkingDir: root });
  writeChanged(directory, written);
  const files = describeFiles(written);
  const inputs = Object.keys(result.metafile.inputs);
  const record = recordOf(root, directory, { key, inputs, startedMs });
  if (record === undefined) rmSync(recordFile, { force: true });
  else writeFileSync(recordFile, JSON.stringify({ ...record, files } satisfies BundleRecord));
  return { directory, files, inputs };
}

/** Makes a source map that stays right when its bundle is copied, as the CDK copies assets; other files as they are. */
function textOf(path: string, text: string): string {
  if (!path.endsWith('.map')) return text;
  const map = JSON.parse(text);
  const sources = map.sources.map((source: string) => pathToFileURL(resolve(dirname(path), source)).href);
  return JSON.stringify({ ...map, sources });
}

/**
 * Writes only files that changed, because a function of the local stack may be running from the same directory. Whatever copies the
 * directory meanwhile, or interrupts this, finds a bundle that starts: each file is replaced as a whole, the entry after what it
 * loads, and what nothing loads any more goes last.
 */
function writeChanged(directory: string, texts: ReadonlyMap<string, string>): void {
  mkdirSync(directory, { recursive: true });
  const drafts = mkdtempSync(`${directory}.`);
  const isEntry = ([name]: [string, string]) => name === ENTRY;
  const entries = [...texts];
  for (const [name, text] of [...entries.filter((each) => !isEntry(each)), ...entries.filter(isEntry)]) {
    const path = join(directory, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(join(drafts, basename(name)), text);
    renameSync(join(drafts, basename(name)), path);
  }
  rmSync(drafts, { recursive: true });
  const wanted = new Set(entries.map(([name]) => join(directory, name)));
  for (const stale of filesIn(directory).filter((path) => !wanted.has(path))) rmSync(stale, { force: true });
}

function describeFiles(texts: ReadonlyMap<string, string>): BundleFile[] {
  return [...texts].map(([path, text]) => ({ path, bytes: Buffer.byteLength(text), atStart: path === ENTRY }));
}

function entryOf(outputs: Metafile['outputs']): string {
  return Object.keys(outputs).find((path) => basename(path) === ENTRY) ?? '';
}

/** The outputs that importing `entry` loads, including `entry`. */
export function staticImports(outputs: Metafile['outputs'], entry: string): Set<string> {
  const reached = new Set<string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const imports = outputs[path]?.imports ?? [];
    open.push(...imports.filter(({ kind, external }) => kind === 'import-statement' && !external).map((i) => i.path));
  }
  return reached;
}
