import { existsSync, readFileSync } from 'node:fs';
import type { LivePrograms, RunningProgram } from './programs/index.ts';
import type { RunningFunction } from './toolkit/index.ts';
import { type Watching, watchRounds } from './watch/index.ts';

type Log = (line: string) => void;

/** What is read from files that the user edits. */
interface WatchedFiles {
  /** Directories of documents, which are taken up as they are saved. */
  readonly directories: readonly string[];
  /** Files that are read at the start only: `local.yaml` and those of the stage. */
  readonly readAtStart: readonly string[];
}

/** Publishes documents as they are saved, and notices that a file has changed that is read at the start only. */
export function watchCatalog(
  { directories, readAtStart }: WatchedFiles,
  refresh: () => Promise<void>,
  log: Log,
): Watching {
  const read = new Map(readAtStart.map((file) => [file, textOf(file)]));
  const round = async (): Promise<void> => {
    for (const [file, before] of read) {
      const text = textOf(file);
      if (text === before) continue;
      read.set(file, text);
      log(`note: ${file} has changed: restart the local stack to use it`);
    }
    await refresh();
  };
  return watchRounds({ round, watched: () => ({ paths: [...directories, ...readAtStart] }), log });
}

/**
 * Builds toolkit functions anew as their files are saved. The first round builds them all, since a file may have changed since the
 * stack was synthesized.
 *
 * @param builds directory for what is built
 */
export async function watchFunctions(toolkit: readonly RunningFunction[], builds: string, log: Log): Promise<Watching> {
  // esbuild takes long to load, and only this needs it.
  const { LiveFunctions } = await import('./toolkit/index.ts');
  const live = new LiveFunctions(toolkit, builds, log);
  return watchRounds({ round: () => live.refresh(), watched: () => ({ directories: live.directories }), log });
}

/** Runs services anew as the files of their programs are saved. */
export function watchPrograms(live: LivePrograms, services: readonly RunningProgram[], log: Log): Watching {
  return watchRounds({ round: () => live.refresh(services), watched: () => ({ directories: live.directories }), log });
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
