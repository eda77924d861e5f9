import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveCatalog } from './catalog/index.ts';
import { LOCAL_FILE } from './local-yaml/index.ts';
import type { RunningFunction } from './toolkit/index.ts';
import { FileWatch, oneAtATime } from './watch/index.ts';

type Log = (line: string) => void;

/** Something that goes on until it is stopped. */
interface Watching {
  stop(): Promise<void>;
}

/** Publishes documents as they are saved, and notices that a `local.yaml` has changed, which is read at the start only. */
export function watchCatalog(directories: readonly string[], catalog: LiveCatalog, log: Log): Watching {
  const files = directories.map((directory) => join(directory, LOCAL_FILE));
  const read = new Map(files.map((file) => [file, textOf(file)]));
  const round = async (): Promise<void> => {
    for (const [file, before] of read) {
      const text = textOf(file);
      if (text === before) continue;
      read.set(file, text);
      log(`note: ${file} has changed: restart the local stack to use its services, tables and secrets`);
    }
    await catalog.refresh();
  };
  return watchRounds(log, round, (watch) => watch.watch(directories));
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
  return watchRounds(
    log,
    () => live.refresh(),
    (watch) => watch.watch([], live.directories),
  );
}

/**
 * Runs a round now, and again after every change. Each round is followed by another look at what to watch.
 *
 * @param lookAt says what to watch
 */
function watchRounds(log: Log, round: () => Promise<void>, lookAt: (watch: FileWatch) => void): Watching {
  const rounds = oneAtATime(async () => {
    try {
      await round();
      lookAt(watch);
      // What changed before it was watched.
      await round();
    } catch (error) {
      log(`error: what was saved cannot be taken up: ${error instanceof Error ? error.stack : String(error)}`);
    }
  });
  const watch = new FileWatch(
    () => rounds.run(),
    (problem) => log(`note: ${problem}`),
  );
  rounds.run();
  return {
    async stop() {
      watch.close();
      await rounds.stop();
    },
  };
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
