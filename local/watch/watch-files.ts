import { FileWatch } from './file-watch.ts';

/**
 * Does work now, and again whenever a file is saved. Two rounds never run at the same time.
 *
 * @param paths files and directories, absolute
 * @param work receives the number of the round, from 1
 * @param interrupted ends it; without it, it never ends
 * @throws the reason of `interrupted`, and what `work` throws
 */
export async function watchFiles(
  paths: readonly string[],
  work: (round: number) => Promise<void>,
  interrupted?: AbortSignal,
): Promise<void> {
  let changed = Promise.withResolvers<void>();
  const files = new FileWatch(() => changed.resolve());
  files.watch(paths);
  const end = endOf(interrupted);
  try {
    for (let round = 1; ; round += 1) {
      await work(round);
      await Promise.race([changed.promise, end]);
      changed = Promise.withResolvers<void>();
    }
  } finally {
    files.close();
  }
}

function endOf(interrupted: AbortSignal | undefined): Promise<never> {
  const end = new Promise<never>((_, reject) => {
    interrupted?.addEventListener('abort', () => reject(interrupted.reason), { once: true });
  });
  end.catch(() => {}); // work may run while it happens
  return end;
}

/** Work that runs one at a time. */
export interface OneAtATime {
  /** Runs the work, after the run that is in progress if there is one. */
  run(): void;
  /** Resolves when no run is in progress; nothing runs after that. */
  stop(): Promise<void>;
}

/**
 * Makes work run one at a time: any number of requests during a run cause one more.
 *
 * @param work must not reject
 */
export function oneAtATime(work: () => Promise<void>): OneAtATime {
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isStopped = false;
  const loop = async (): Promise<void> => {
    while (isWanted && !isStopped) {
      isWanted = false;
      await work();
    }
    running = undefined;
  };
  return {
    run() {
      isWanted = true;
      // Later, so that a run that the work itself requests finds this one.
      running ??= Promise.resolve().then(loop);
    },
    async stop() {
      isStopped = true;
      await running;
    },
  };
}
