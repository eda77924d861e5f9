import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type BuildFailure, build } from 'esbuild';

/** A program that runs beside the local stack. */
export interface RunningProgram {
  readonly name: string;
  /** Path of the program. */
  readonly program: string;
  /** Runs the program anew; resolves when it is ready. */
  readonly restart: () => Promise<void>;
}

/** What is known of a program. */
interface Known {
  /** Digests of its files, except those of packages, by their paths. */
  readonly digests: ReadonlyMap<string, string>;
  /** Why the imports of its files cannot be followed, if they cannot. */
  readonly problem?: string | undefined;
}

/** Runs programs anew when one of their files changes. A program that cannot be read keeps running as it was. */
export class LivePrograms {
  readonly #log: (line: string) => void;
  readonly #known = new Map<string, Known>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** The directories of the programs' files. */
  get directories(): readonly string[] {
    const files = [...this.#known.values()].flatMap(({ digests }) => [...digests.keys()]);
    return [...new Set(files.map((file) => dirname(file)))];
  }

  /** Reads a program before it starts: what changes from then on runs it anew. */
  async read({ name, program }: Pick<RunningProgram, 'name' | 'program'>): Promise<void> {
    this.#known.set(name, await filesOf(program));
  }

  /** Runs every program anew of which a file has changed. */
  async refresh(running: readonly RunningProgram[]): Promise<void> {
    for (const each of running) {
      const before = this.#known.get(each.name);
      if (before === undefined || (before.problem === undefined && isCurrent(before))) continue;
      const now = await filesOf(each.program, before);
      this.#known.set(each.name, now);
      if (now.problem === undefined) await this.#restart(each);
      else if (now.problem !== before.problem) {
        this.#log(`error: service ${each.name}: ${now.problem}`);
        this.#log('It keeps running as it was until the mistake is corrected.');
      }
    }
  }

  async #restart({ name, restart }: RunningProgram): Promise<void> {
    try {
      await restart();
      this.#log(`service ${name} runs anew, because its program has changed`);
    } catch (error) {
      this.#log(`error: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** @param before keeps its files where the imports cannot be followed: a change of them may be the correction */
async function filesOf(program: string, before?: Known): Promise<Known> {
  try {
    const { metafile } = await build({
      entryPoints: [program],
      absWorkingDir: dirname(program),
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const files = Object.keys(metafile.inputs).map((file) => resolve(dirname(program), file));
    return { digests: new Map(files.map((file) => [file, digestOf(file)])) };
  } catch (error) {
    const files = before === undefined ? [program] : [...before.digests.keys()];
    return { digests: new Map(files.map((file) => [file, digestOf(file)])), problem: problemOf(error) };
  }
}

function isCurrent({ digests }: Known): boolean {
  return [...digests].every(([file, digest]) => digestOf(file) === digest);
}

/** Empty for a file that cannot be read. */
function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64');
  } catch {
    return '';
  }
}

/** The first mistake, with its place. @throws what is no mistake in a program */
function problemOf(error: unknown): string {
  const { errors } = error as Partial<BuildFailure>;
  const [first] = errors ?? [];
  if (first === undefined) throw error;
  const { location, text } = first;
  return location === null ? text : `${location.file}:${location.line}:${location.column}: ${text}`;
}
