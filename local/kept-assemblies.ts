import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAsMade, type MadeRecord, readRecord, recordOf } from '../lib/made-record.ts';

/** How many assemblies are kept: stages and switches that somebody uses in turn, and the stages of tests. */
const KEPT = 12;
const RECORD = 'record.json';
const ASSEMBLY = 'assembly';

/** Where cloud assemblies are kept, each in a directory with its record: the CDK app takes seconds to make one. */
export class KeptAssemblies {
  readonly #root: string;
  readonly #directory: string;

  /** @param root of the repository */
  constructor(root: string) {
    this.#root = root;
    this.#directory = join(root, 'dist', 'assemblies');
  }

  /**
   * Copies the assembly that was kept under a key, if its inputs are as they were.
   *
   * @param target directory, which is replaced
   * @returns whether there was one
   */
  async copyTo(target: string, key: string): Promise<boolean> {
    const place = join(this.#directory, key);
    const record = readRecord<MadeRecord>(join(place, RECORD));
    if (record === undefined || !isAsMade(record, this.#root, join(place, ASSEMBLY), key)) return false;
    try {
      await cp(join(place, ASSEMBLY), target, { recursive: true });
      await utimes(place, new Date(), new Date());
    } catch {
      return false; // Another process has just replaced it.
    }
    return true;
  }

  /**
   * Keeps a copy of an assembly that was just made, in place of what was kept under its key.
   *
   * @param inputs paths from the root of the repository
   * @param startedMs when the first input may have been read, as `Date.now()`
   */
  async keep(assembly: string, made: { key: string; inputs: readonly string[]; startedMs: number }): Promise<void> {
    const record = recordOf(this.#root, assembly, made);
    if (record === undefined) return;
    // Another process never sees half of it: what is kept is complete when it gets its name.
    const draft = join(this.#directory, `.${randomUUID()}`);
    await mkdir(draft, { recursive: true });
    await cp(assembly, join(draft, ASSEMBLY), { recursive: true });
    await writeFile(join(draft, RECORD), JSON.stringify(record));
    const place = join(this.#directory, made.key);
    try {
      await rm(place, { recursive: true, force: true });
      await rename(draft, place);
    } catch {
      await rm(draft, { recursive: true, force: true }); // Another process was faster.
    }
    await this.#removeOldest();
  }

  async #removeOldest(): Promise<void> {
    const names = await readdir(this.#directory);
    const ages = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#directory, name);
        return { path, usedMs: existsSync(path) ? (await stat(path)).mtimeMs : 0 };
      }),
    );
    const oldest = ages.sort((one, other) => other.usedMs - one.usedMs).slice(KEPT);
    await Promise.all(oldest.map(({ path }) => rm(path, { recursive: true, force: true })));
  }
}
