import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** From what a directory was made, and how it was left: enough to tell whether making it again would change anything. */
export interface MadeRecord {
  /** Digest of whatever else decides how the directory is made: options, versions. */
  readonly key: string;
  /** Digest of each input, by its path from the root of the repository. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Digest of each file, by its path inside the directory. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A directory that was just made. */
interface Making {
  readonly key: string;
  /** Paths from the root of the repository. */
  readonly inputs: readonly string[];
  /** When the first input may have been read, as `Date.now()`. */
  readonly startedMs: number;
}

/** What decides how imports are found and compiled, besides the inputs themselves. */
const SURROUNDINGS = ['package-lock.json', 'tsconfig.json'];

/** Digest of settings, as JSON, and of the files of the repository that decide how imports are found and compiled. */
export function keyOf(root: string, settings: unknown): string {
  return digest(JSON.stringify([settings, SURROUNDINGS.map((path) => digestOf(join(root, path)))]));
}

/** A record of `directory` as it lies there, or nothing when an input changed meanwhile: then nobody knows what was read. */
export function recordOf(root: string, directory: string, { key, inputs, startedMs }: Making): MadeRecord | undefined {
  const changedMs = inputs.map((path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (changedMs.some((changed) => changed >= startedMs)) return undefined;
  const outputs = filesIn(directory).map((path) => relative(directory, path));
  return { key, inputs: digestsOf(root, inputs), outputs: digestsOf(directory, outputs) };
}

/**
 * Whether `directory` was made with the same key from the same inputs, and nobody changed it since.
 * A new file that would take the place of an input, such as `a.tsx` beside `a.ts` for `import './a'`, is not noticed.
 */
export function isAsMade(record: MadeRecord, root: string, directory: string, key: string): boolean {
  const isSame =
    (base: string) =>
    ([path, expected]: [string, string]) =>
      digestOf(join(base, path)) === expected;
  const outputs = Object.entries(record.outputs);
  return (
    record.key === key &&
    filesIn(directory).length === outputs.length &&
    outputs.every(isSame(directory)) &&
    Object.entries(record.inputs).every(isSame(root))
  );
}

/** A record from a file; nothing when there is none, or when it is cut short because another process is just writing it. */
export function readRecord<T extends MadeRecord>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Every file in a directory and below it; none when there is no such directory. */
export function filesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function digestsOf(base: string, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, digestOf(join(base, path))]));
}

/** The digest of a file; empty when there is no such file: esbuild names some inputs that are none, such as `(disabled):` modules. */
export function digestOf(path: string): string {
  return existsSync(path) ? digest(readFileSync(path)) : '';
}

const digest = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('base64url');
