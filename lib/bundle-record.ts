import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type BuildOptions, version } from 'esbuild';

/** A file of a bundle. */
export interface BundleFile {
  /** Path inside the bundle's directory. */
  readonly path: string;
  /** Size in bytes, minified. */
  readonly bytes: number;
  /** Whether a cold start loads the file: it is the entry, or a chunk that the entry imports statically. */
  readonly atStart: boolean;
}

/** What a bundle was made from, and what it is. It lies beside the bundle's directory, as `{name}.json`. */
interface BundleRecord {
  readonly key: string;
  /** Digest of each input, by its path from the root. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Digest of each file, by its path inside the bundle's directory. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly files: readonly BundleFile[];
}

/** What decides how imports are found and compiled, besides the inputs themselves. */
const SURROUNDINGS = ['package-lock.json', 'tsconfig.json'];

/** Digest of esbuild's version, its options and the files that it reads without naming them as inputs. */
export function keyOf(root: string, options: BuildOptions): string {
  const surroundings = SURROUNDINGS.map((path) => digestOf(join(root, path)));
  return digest(JSON.stringify([version, options, surroundings]));
}

/**
 * The files of the bundle in `directory`, if it was made with the same key from the same inputs and nobody changed it since.
 * A new file that would take the place of an input, such as `a.tsx` beside `a.ts` for `import './a'`, is not noticed.
 */
export function keptBundle(root: string, directory: string, key: string): readonly BundleFile[] | undefined {
  const record = readRecord(directory);
  if (record?.key !== key) return undefined;
  const isSame =
    (base: string) =>
    ([path, expected]: [string, string]) =>
      digestOf(join(base, path)) === expected;
  const outputs = Object.entries(record.outputs);
  if (filesIn(directory).length !== outputs.length || !outputs.every(isSame(directory))) return undefined;
  return Object.entries(record.inputs).every(isSame(root)) ? record.files : undefined;
}

/** A bundle that was just made. */
interface NewBundle {
  readonly key: string;
  /** Paths from the root. */
  readonly inputs: readonly string[];
  readonly files: readonly BundleFile[];
  /** When the first input may have been read, as `Date.now()`. */
  readonly startedMs: number;
}

/** Notes what the bundle in `directory` was made from, unless an input changed meanwhile: then nobody knows what was read. */
export function recordBundle(root: string, directory: string, { key, inputs, files, startedMs }: NewBundle): void {
  rmSync(recordOf(directory), { force: true });
  const changedMs = inputs.map((path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (changedMs.some((changed) => changed >= startedMs)) return;
  const digests = (base: string, paths: readonly string[]) =>
    Object.fromEntries(paths.map((path) => [path, digestOf(join(base, path))]));
  const outputs = filesIn(directory).map((path) => relative(directory, path));
  const record: BundleRecord = { key, inputs: digests(root, inputs), outputs: digests(directory, outputs), files };
  writeFileSync(recordOf(directory), JSON.stringify(record));
}

/** Every file in a directory and below it; none when there is no such directory. */
export function filesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const recordOf = (directory: string): string => `${directory}.json`;

/** A record that another process is just writing cannot be parsed, and counts as none. */
function readRecord(directory: string): BundleRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordOf(directory), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Empty when there is no such file: esbuild names some inputs that are none, such as `(disabled):` modules. */
function digestOf(path: string): string {
  return existsSync(path) ? digest(readFileSync(path)) : '';
}

const digest = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('base64');
