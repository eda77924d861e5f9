import { type FSWatcher, readdirSync, type Stats, statSync, watch } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** Milliseconds without a change before it is reported: editors write a file in several steps. */
const QUIET_MS = 25;
/** Milliseconds after which a change is reported even if more follow. */
const LONGEST_MS = 250;
/** Interval of looking at everything where the operating system cannot watch. */
const POLL_MS = 1_000;

/** One directory that is watched. */
interface Watched {
  readonly watcher: FSWatcher;
  /** Tells a directory from another one that took its name. */
  readonly inode: number;
}

/**
 * Watches files and directories, and what is below them except names that begin with a dot and `node_modules`, as documents are read.
 * It watches every directory by itself: an editor may save by renaming a new file, which only a watch of the directory sees, and
 * recursive watches of the operating system include `node_modules`.
 */
export class FileWatch {
  readonly #onChange: () => void;
  readonly #onProblem: (message: string) => void;
  readonly #watched = new Map<string, Watched>();
  #paths: readonly string[] = [];
  #directories: readonly string[] = [];
  #quiet: NodeJS.Timeout | undefined;
  #since: number | undefined;
  #poll: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * @param onChange called after a change, once for a burst of them; the new directories are watched by then
   * @param onProblem called once when directories cannot be watched and are looked at every second instead
   */
  constructor(onChange: () => void, onProblem: (message: string) => void = () => undefined) {
    this.#onChange = onChange;
    this.#onProblem = onProblem;
  }

  /**
   * Watches these paths, in place of earlier ones; after {@link close}, nothing.
   *
   * @param paths absolute; a path that does not exist yet is noticed when it does
   * @param directories of which every entry counts, but nothing below
   * @returns whether a directory is watched that was not watched before: what changed in it until now is not noticed
   */
  watch(paths: readonly string[], directories: readonly string[] = []): boolean {
    if (this.#isClosed) return false;
    this.#paths = paths;
    this.#directories = directories;
    return this.#synchronize();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#quiet);
    clearInterval(this.#poll);
    for (const path of [...this.#watched.keys()]) this.#unwatch(path);
  }

  #changed(): void {
    const now = Date.now();
    this.#since ??= now;
    clearTimeout(this.#quiet);
    const waitMs = Math.min(QUIET_MS, Math.max(0, this.#since + LONGEST_MS - now));
    this.#quiet = setTimeout(() => {
      this.#since = undefined;
      // First: what is written into a new directory after this is noticed.
      this.#synchronize();
      this.#onChange();
    }, waitMs);
  }

  /** Watches the directories that there are now, and no other. @returns whether there is a new one */
  #synchronize(): boolean {
    const present = new Map<string, Stats>();
    for (const path of this.#paths) {
      // A directory that is removed and made again is seen by the one above it.
      addDirectory(present, dirname(path));
      addBelow(present, path);
    }
    for (const path of this.#directories) addDirectory(present, path);
    for (const [path, { inode }] of this.#watched) if (present.get(path)?.ino !== inode) this.#unwatch(path);
    const added = [...present].filter(([path]) => !this.#watched.has(path));
    for (const [path, { ino }] of added) this.#watch(path, ino);
    return added.some(([path]) => this.#watched.has(path));
  }

  #watch(path: string, inode: number): void {
    try {
      const watcher = watch(path, (_event, name) => {
        if (this.#isOurs(path, name)) this.#changed();
      });
      watcher.on('error', () => {
        this.#unwatch(path);
        this.#changed();
      });
      this.#watched.set(path, { watcher, inode });
    } catch (error) {
      this.#pollInstead(path, error);
    }
  }

  #unwatch(path: string): void {
    this.#watched.get(path)?.watcher.close();
    this.#watched.delete(path);
  }

  /** Of a directory that is watched for one entry, the other entries do not matter. */
  #isOurs(directory: string, name: string | null): boolean {
    if (name === null) return true;
    if (this.#paths.includes(join(directory, name))) return true;
    if (isHidden(name)) return false;
    return this.#directories.includes(directory) || this.#paths.some((path) => isBelow(directory, path));
  }

  #pollInstead(path: string, error: unknown): void {
    if (this.#poll !== undefined) return;
    this.#poll = setInterval(() => this.#onChange(), POLL_MS);
    const reason = error instanceof Error ? error.message : String(error);
    this.#onProblem(`${path} cannot be watched (${reason}): it is looked at every ${POLL_MS / 1_000} s instead`);
  }
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}${sep}`);
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

function addDirectory(found: Map<string, Stats>, path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return false;
  found.set(path, stats);
  return true;
}

function addBelow(found: Map<string, Stats>, path: string): void {
  if (!addDirectory(found, path)) return;
  for (const entry of entriesOf(path)) {
    if (entry.isDirectory() && !isHidden(entry.name)) addBelow(found, join(path, entry.name));
  }
}

/** None of a directory that was removed a moment ago. */
function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
