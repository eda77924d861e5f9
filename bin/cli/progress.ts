import type { PublishProgress } from '../../lambda/catalog/publish/index.ts';
import type { CliContext } from './context.ts';

/** A publish that takes less shows nothing. */
const QUIET_MS = 1000;
/** Time between two lines where there is no terminal, for example in the log of a build. */
const LINE_MS = 5000;
const BAR_WIDTH = 30;

/** Shows how far a publish is. */
export interface Progress {
  update(progress: PublishProgress): void;
  /** Removes the bar, so that results can be printed. */
  clear(): void;
}

/** Makes the display: a bar on a terminal, lines elsewhere. */
export function createProgress({ stderr, drawOver, now = Date.now }: CliContext): Progress {
  const begun = now();
  let drawn = false;
  let nextLine = begun + LINE_MS;
  return {
    update(progress) {
      const time = now();
      if (drawOver && time - begun >= QUIET_MS) {
        drawn = true;
        drawOver(bar(progress));
      } else if (!drawOver && time >= nextLine) {
        nextLine = time + LINE_MS;
        stderr(text(progress));
      }
    },
    clear() {
      if (drawn) drawOver?.('');
      drawn = false;
    },
  };
}

function bar(progress: PublishProgress): string {
  return `${progressBar(progress.written, progress.total)} ${text(progress)}`;
}

/** Draws how much of a total is done: `[#####.....]`. */
export function progressBar(done: number, total: number): string {
  const filled = Math.min(Math.max(Math.floor((done / total) * BAR_WIDTH), 0), BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

function text({ server, written, total }: PublishProgress): string {
  return `${server}: ${written} of ${total} items written`;
}
