import type { CatalogReader, ServerView } from '../../catalog/index.ts';
import type { Log } from '../../telemetry/index.ts';
import { type Change, changesBetween, type Versions } from './changes.ts';
import type { Filter } from './filter.ts';
import type { Pause } from './pause.ts';
import { RepeatNotices } from './repeat-notices.ts';
import type { WatchedTasks } from './watched-tasks.ts';

/**
 * Milliseconds between two looks: an agent that waits for a change has it within a second. Each is a strongly consistent read of one
 * small item, a read unit: 172,800 a day for a stream that is always open, and little beside the function that waits.
 */
export const POLL_MS = 500;
/** Looks that may fail one after the other; each waits twice as long as the one before, together about a minute. */
const MAX_FAILURES = 6;

/** What a watch looks at, and for how long. */
export interface Watch {
  readonly filter: Filter;
  /** The server as it was when the client began to listen; what became of it since is told too. */
  readonly view: ServerView;
  readonly catalog: Pick<CatalogReader<unknown>, 'reread'> & Versions;
  readonly tasks: WatchedTasks;
  /** Milliseconds after which every instance shows what was published. */
  readonly settleMs: number;
  /** When to end, epoch milliseconds. */
  readonly until: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly pause: Pause;
  readonly log: Log;
}

/**
 * Gives what changed, as it is seen to: what changes twice between two looks is told once. What of the catalogue changed is told
 * again when every instance shows it, or at the end. Ends when its time is over, when nothing can change any more, when the server
 * is gone or cannot be read, and when it is left. Never throws.
 */
export async function* watch(watched: Watch): AsyncGenerator<readonly Change[], undefined> {
  const { until, now, pause, log, settleMs } = watched;
  const look = createLook(watched);
  const notices = new RepeatNotices(settleMs);
  let failures = 0;
  while (mayChange(watched)) {
    const remainingMs = until - now();
    // The last look is at the very end, so that little is missed until the client listens again.
    if (remainingMs <= 0) break;
    if (!(await pause.wait(Math.min(POLL_MS * 2 ** failures, remainingMs)))) return;
    try {
      const seen = await look();
      if (seen === undefined) break;
      notices.add(seen.published, now());
      const told = [...seen.published, ...notices.take(now()), ...seen.tasks];
      if (told.length > 0) yield told;
      failures = 0;
    } catch (error) {
      failures += 1;
      log.error('listening: a look at the catalogue or at a task failed', { failures, reason: String(error) });
      if (failures > MAX_FAILURES) break;
    }
  }
  // All but what was told at this very moment.
  const rest = notices.take(now() + settleMs - 1);
  if (rest.length > 0) yield rest;
}

function mayChange({ filter, tasks }: Watch): boolean {
  return tasks.isLive || Object.keys(filter).some((key) => key !== 'taskIds');
}

/** What was seen to have changed. */
interface Seen {
  readonly published: readonly Change[];
  readonly tasks: readonly Change[];
}

/** What looks again, each time; nothing when the server is gone. */
function createLook({ filter, view, catalog, tasks }: Watch): () => Promise<Seen | undefined> {
  let known = view;
  return async () => {
    const present = await catalog.reread(view.server);
    if (present === undefined) return undefined;
    const published = present.version === known.version ? [] : await changesBetween(known, present, filter, catalog);
    const changed = tasks.isLive ? await tasks.changed() : [];
    // Only now: what fails before is looked at again, from where the last look ended.
    known = present;
    return { published, tasks: changed.map((params) => ({ method: 'notifications/tasks', params })) };
  };
}
