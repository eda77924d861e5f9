import { FileWatch } from './file-watch.ts';
import { oneAtATime } from './watch-files.ts';

/** Something that goes on until it is stopped. */
export interface Watching {
  /** Resolves when no round runs; none follows. */
  stop(): Promise<void>;
}

/** Work that follows files. */
export interface Rounds {
  /** Takes up what the files are now. */
  round(): Promise<void>;
  /** What to watch; read after each round. */
  readonly watched: () => { readonly paths?: readonly string[]; readonly directories?: readonly string[] };
  readonly log: (line: string) => void;
  /** @default a {@link FileWatch} */
  readonly openWatch?: (
    onChange: () => void,
    onProblem: (message: string) => void,
  ) => Pick<FileWatch, 'watch' | 'close'>;
}

const openFileWatch: NonNullable<Rounds['openWatch']> = (onChange, onProblem) => new FileWatch(onChange, onProblem);

/**
 * Runs a round now, and again after every change. Another one follows only where the first one led to directories that were not
 * watched before: what was saved there meanwhile was not noticed.
 */
export function watchRounds({ round, watched, log, openWatch = openFileWatch }: Rounds): Watching {
  const lookAt = (): boolean => {
    const { paths = [], directories = [] } = watched();
    return watch.watch(paths, directories);
  };
  const rounds = oneAtATime(async () => {
    try {
      do await round();
      while (lookAt());
    } catch (error) {
      log(`error: what was saved cannot be taken up: ${error instanceof Error ? error.stack : String(error)}`);
    }
  });
  const watch = openWatch(
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
