import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../context.ts';

/** Milliseconds without a change before work begins: editors write a file in several steps. */
const QUIET_MS = 25;

/**
 * Does work now, and again whenever a file is saved. Two rounds never run at the same time.
 *
 * @param paths files and directories, absolute
 * @param work receives the number of the round, from 1
 * @param interrupted ends it; without it, it never ends
 * @throws UsageError for a path that does not exist
 * @throws the reason of `interrupted`, and what `work` throws
 */
export async function watchFiles(
  paths: readonly string[],
  work: (round: number) => Promise<void>,
  interrupted?: AbortSignal,
): Promise<void> {
  let changed = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const onChange = () => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.resolve(), QUIET_MS);
  };
  const watchers = paths.map((path) => watchPath(path, onChange));
  const end = endOf(interrupted);
  try {
    for (let round = 1; ; round += 1) {
      await work(round);
      await Promise.race([changed.promise, end]);
      changed = Promise.withResolvers<void>();
    }
  } finally {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  }
}

/** Many editors save by renaming a new file, which only a watch of the directory sees. */
function watchPath(path: string, onChange: () => void): FSWatcher {
  if (isDirectory(path)) return watch(path, { recursive: true }, onChange);
  return watch(dirname(path), (_event, name) => {
    if (name === null || resolve(dirname(path), name) === path) onChange();
  });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new UsageError(`--watch: ${path} does not exist`);
  }
}

function endOf(interrupted: AbortSignal | undefined): Promise<never> {
  const end = new Promise<never>((_, reject) => {
    interrupted?.addEventListener('abort', () => reject(interrupted.reason), { once: true });
  });
  end.catch(() => {}); // work may run while it happens
  return end;
}
