import type { CatalogReader, ServerView } from '../../catalog/types.ts';
import type { Log } from '../../telemetry/log.ts';
import { type Change, changesBetween } from './changes.ts';
import type { Filter } from './filter.ts';
import type { Pause } from './pause.ts';
import type { WatchedTasks } from './watched-tasks.ts';

/**
 * Milliseconds between two looks. Each is a strongly consistent read of one small item, a read unit: 86,400 a day for a stream that
 * is always open, about a hundredth of what the function that waits costs.
 */
export const POLL_MS = 1_000;
/** Looks that may fail one after the other; each waits twice as long as the one before. */
const MAX_FAILURES = 5;

/** What a watch looks at, and for how long. */
export interface Watch {
  readonly filter: Filter;
  /** The server as it was when the client began to listen; what became of it since is told too. */
  readonly view: ServerView;
  readonly catalog: Pick<CatalogReader<unknown>, 'reread' | 'fingerprints' | 'resourceVersion'>;
  readonly tasks: WatchedTasks;
  /** When to end, epoch milliseconds. */
  readonly until: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly pause: Pause;
  readonly log: Log;
}

/**
 * Gives what changed, as it is seen to: what changes twice between two looks is told once. Ends when its time is over, when
 * nothing can change any more, when the server is gone or cannot be read, and when it is left. Never throws.
 */
export async function* watch(watched: Watch): AsyncGenerator<readonly Change[], undefined> {
  const { until, now, pause, log } = watched;
  const look = createLook(watched);
  let failures = 0;
  while (mayChange(watched)) {
    const remainingMs = until - now();
    // The last look is at the very end, so that little is missed until the client listens again.
    if (remainingMs <= 0 || !(await pause.wait(Math.min(POLL_MS * 2 ** failures, remainingMs)))) return;
    try {
      const changes = await look();
      if (changes === undefined) return;
      if (changes.length > 0) yield changes;
      failures = 0;
    } catch (error) {
      failures += 1;
      log.error('listening: a look at the catalogue or at a task failed', { failures, reason: String(error) });
      if (failures > MAX_FAILURES) return;
    }
  }
}

function mayChange({ filter, tasks }: Watch): boolean {
  return tasks.isLive || Object.keys(filter).some((key) => key !== 'taskIds');
}

/** What looks again, each time; nothing when the server is gone. */
function createLook({ filter, view, catalog, tasks }: Watch): () => Promise<readonly Change[] | undefined> {
  let known = view;
  return async () => {
    const present = await catalog.reread(view.server);
    if (present === undefined) return undefined;
    const changes = present.version === known.version ? [] : await changesBetween(known, present, filter, catalog);
    known = present;
    const changed = tasks.isLive ? await tasks.changed() : [];
    return [...changes, ...changed.map((params) => ({ method: 'notifications/tasks', params }))];
  };
}
