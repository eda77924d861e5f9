import type { CatalogReader, ServerView } from '../../catalog/index.ts';
import type { Log } from '../../telemetry/index.ts';
import { type Change, changesBetween, type Versions } from './changes.ts';
import type { Filter } from './filter.ts';
import type { Pause } from './pause.ts';
import { RepeatNotices } from './repeat-notices.ts';
import type { WatchedTasks } from './watched-tasks.ts';

/**
 * Milliseconds between two polls, so that a client learns of a change within a second. Each poll is a strongly consistent read of
 * one small item, one read unit: 172,800 a day for a stream that is always open, which costs little compared to its function.
 */
export const POLL_MS = 500;
/** Maximum consecutive polls that may fail; each waits twice as long as the one before, about a minute in total. */
const MAX_FAILURES = 6;

/** The subject and the dependencies of a watch. */
export interface Watch {
  readonly filter: Filter;
  /** The server when the client opened the stream; later changes are reported. */
  readonly view: ServerView;
  readonly catalog: Pick<CatalogReader<unknown>, 'reread'> & Versions;
  readonly tasks: WatchedTasks;
  /** Milliseconds after which every instance serves the published version. */
  readonly settleMs: number;
  /** End of the watch, epoch milliseconds. */
  readonly until: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly pause: Pause;
  readonly log: Log;
}

/**
 * Yields changes when a poll detects them; two changes of one thing between two polls yield one. A change of the catalogue is
 * repeated when every instance serves it, or at the end. The watch ends when its time is over, when nothing can change any more,
 * when the server is removed or cannot be read, and when the client closes the stream. Never throws.
 */
export async function* watch(watched: Watch): AsyncGenerator<readonly Change[], undefined> {
  const { until, now, pause, log, settleMs } = watched;
  const poll = createPoll(watched);
  const notices = new RepeatNotices(settleMs);
  let failures = 0;
  while (mayChange(watched)) {
    const remainingMs = until - now();
    // The last poll is at the very end, so that few changes fall between this stream and the client's next one.
    if (remainingMs <= 0) break;
    if (!(await pause.wait(Math.min(POLL_MS * 2 ** failures, remainingMs)))) return;
    try {
      const seen = await poll();
      if (seen === undefined) break;
      notices.add(seen.published, now());
      const changes = [...seen.published, ...notices.take(now()), ...seen.tasks];
      if (changes.length > 0) yield changes;
      failures = 0;
    } catch (error) {
      failures += 1;
      log.error('subscription: reading the catalogue or a task failed', { failures, reason: String(error) });
      if (failures > MAX_FAILURES) break;
    }
  }
  // All pending repeats, except those of changes that were announced at this moment.
  const rest = notices.take(now() + settleMs - 1);
  if (rest.length > 0) yield rest;
}

function mayChange({ filter, tasks }: Watch): boolean {
  return tasks.isLive || Object.keys(filter).some((key) => key !== 'taskIds');
}

/** The changes that a poll detected. */
interface Seen {
  readonly published: readonly Change[];
  readonly tasks: readonly Change[];
}

/** Creates the function that polls once; it returns `undefined` if the server was removed. */
function createPoll({ filter, view, catalog, tasks }: Watch): () => Promise<Seen | undefined> {
  let known = view;
  return async () => {
    const present = await catalog.reread(view.server);
    if (present === undefined) return undefined;
    const published = present.version === known.version ? [] : await changesBetween(known, present, filter, catalog);
    const changed = tasks.isLive ? await tasks.changed() : [];
    // Updated only here: after a failure above, the next poll compares with the same version again.
    known = present;
    return { published, tasks: changed.map((params) => ({ method: 'notifications/tasks', params })) };
  };
}
