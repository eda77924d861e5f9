import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BundleError, bundleToolkitFunction, REPOSITORY_ROOT, recordFileOf } from '../../lib/bundle.ts';
import { isAsMade, type MadeRecord, readRecord } from '../../lib/made-record.ts';

/** A toolkit function of the running stack. */
export interface RunningFunction {
  readonly name: string;
  /** The file that exports `handler`, as a path from the root of the repository. */
  readonly entry: string;
  /** Runs later invocations with the code in a directory; resolves when nothing runs the code before. */
  readonly useCode: (directory: string) => Promise<void>;
}

/** The builds of a function. */
interface Built {
  /** Files of the last build that succeeded, except those of packages, as paths from the root. */
  readonly inputs: readonly string[];
  /** Where the code is that runs; absent before the first build that succeeded. */
  readonly directory?: string | undefined;
  /** Why the last build failed, if it did. */
  readonly problem?: string | undefined;
}

/** Builds toolkit functions anew when one of their files changes. A function that cannot be built keeps its code. */
export class LiveFunctions {
  readonly #functions: readonly RunningFunction[];
  readonly #directory: string;
  readonly #log: (line: string) => void;
  readonly #built = new Map<string, Built>();
  #builds = 0;

  /** @param directory where builds are kept while a process runs them */
  constructor(functions: readonly RunningFunction[], directory: string, log: (line: string) => void) {
    this.#functions = functions;
    this.#directory = directory;
    this.#log = log;
  }

  /** The directories of the functions' files. */
  get directories(): readonly string[] {
    const files = [...this.#built.values()].flatMap(({ inputs }) => inputs);
    return [...new Set(files.map((file) => dirname(resolve(REPOSITORY_ROOT, file))))];
  }

  /** Builds every function that was not built yet, or of which a file has changed, and has the new code take over. */
  async refresh(): Promise<void> {
    if (this.#builds === 0) await rm(this.#directory, { recursive: true, force: true });
    for (const running of this.#functions) {
      const built = this.#built.get(running.name);
      if (built === undefined || !isCurrent(built)) await this.#build(running, built);
      else if (built.problem !== undefined) this.#mended(running, built);
    }
  }

  /** The mistake is gone, because the file is again what it was. */
  #mended({ name }: RunningFunction, built: Built): void {
    this.#built.set(name, { ...built, problem: undefined });
    this.#log(`function ${name} is as it was built`);
  }

  async #build({ name, entry, useCode }: RunningFunction, before: Built | undefined): Promise<void> {
    this.#builds += 1;
    const directory = join(this.#directory, `${name}-${this.#builds}`);
    try {
      const { inputs } = await bundleToolkitFunction(entry, directory);
      this.#built.set(name, { inputs: inputs.filter((path) => !path.split('/').includes('node_modules')), directory });
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      const { message: problem } = error;
      this.#built.set(name, { inputs: [], ...before, problem });
      if (problem === before?.problem) return;
      this.#log(`error: function ${name}: ${problem}`);
      this.#log('The code before stays in service until the mistake is corrected.');
      return;
    }
    void useCode(directory).then(() => remove(before?.directory));
    if (before !== undefined) this.#log(`function ${name} is built anew; the next call runs it`);
  }
}

/** Whether the code that runs is what the files say. A build of files that changed meanwhile has no record. */
function isCurrent({ directory }: Built): boolean {
  const record = directory === undefined ? undefined : readRecord<MadeRecord>(recordFileOf(directory));
  return directory !== undefined && record !== undefined && isAsMade(record, REPOSITORY_ROOT, directory, record.key);
}

/** Removes a build, and its record beside it. */
async function remove(directory: string | undefined): Promise<void> {
  if (directory === undefined) return;
  for (const path of [directory, recordFileOf(directory)]) await rm(path, { recursive: true, force: true });
}
