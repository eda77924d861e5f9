import { setTimeout as sleep } from 'node:timers/promises';
import { type Loaded, type LoadedFiles, loadDocuments } from '../../lambda/catalog/publish/index.ts';

/** Milliseconds between two looks at files that may be half-written. */
const SETTLE_MS = 150;
/** Looks at files that never stop changing. */
const LOOKS = 20;

/** What directories hold. */
export type Look = Loaded & { readonly files: LoadedFiles };

/**
 * Reads the directories until they hold the same twice: a program may be writing a file in several steps, or have removed it to write
 * it again.
 *
 * @param first what they held a moment ago
 * @param known what was read of files before that
 */
export async function settled(directories: readonly string[], first: Look, known: LoadedFiles): Promise<Look> {
  let before = first;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    await sleep(SETTLE_MS);
    const now = await loadDocuments(directories, known);
    if (isSame(before.files, now.files)) return now;
    before = now;
  }
  return before;
}

/** Whether the files and their texts are the same. */
export function isSame(before: LoadedFiles, now: LoadedFiles): boolean {
  return before.size === now.size && [...now].every(([path, { text }]) => before.get(path)?.text === text);
}
