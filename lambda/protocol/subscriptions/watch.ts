import type { Log } from '../../telemetry/index.ts';
import type { Access } from '../access.ts';
import { type Change, changesBetween, stillVisible, type Versions } from './changes.ts';
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
  /** What the caller saw when it opened the stream; later changes are reported. */
  readonly access: Access;
  /** Reads what the caller sees now; `undefined` if it may not listen any more, or the server was removed. */
  readonly look: () => Promise<Access | undefined>;
  readonly catalog: Versions;
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
 * repeated when every instance serves it, or at the end. Every poll judges the caller again, and reports only what it sees now. The
 * watch ends when its time is over, when nothing can change any more, when the caller may not listen any more, when the server is
 * removed or cannot be read, and when the client closes the stream. Never throws.
 */
export async function* watch(watched: Watch): AsyncGenerator<readonly Change[], undefined> {
  const { until, now, pause, log, settleMs } = watched;
  const notices = new RepeatNotices(settleMs);
  const poll = createPoll(watched, notices);
  let failures = 0;
  // The last poll is at the very end, so that few changes fall between this stream and the client's next one.
  let isLast = now() >= until;
  while (mayChange(watched) && !isLast) {
    const waitMs = Math.min(POLL_MS * 2 ** failures, until - now());
    if (waitMs > 0 && !(await pause.wait(waitMs))) return;
    isLast = now() >= until;
    try {
      // The last poll also yields the repeats that are not due yet, except those of changes that it detected itself.
      const changes = await poll(isLast ? settleMs - 1 : 0);
      if (changes === undefined) return;
      if (changes.length > 0) yield changes;
      failures = 0;
    } catch (error) {
      failures += 1;
      log.error('subscription: reading the catalogue or a task failed', { failures, reason: String(error) });
      if (failures > MAX_FAILURES) return;
    }
  }
}

function mayChange({ filter, tasks }: Watch): boolean {
  return tasks.isLive || Object.keys(filter).some((key) => key !== 'taskIds');
}

/**
 * Creates the function that polls once.
 *
 * @returns the function; it takes the milliseconds by which repeats may be early, and returns `undefined` at the end of the watch
 */
function createPoll(
  { access, look, filter, catalog, tasks, now }: Watch,
  notices: RepeatNotices,
): (earlyMs: number) => Promise<readonly Change[] | undefined> {
  let known = access;
  return async (earlyMs) => {
    const present = await look();
    if (present === undefined) return undefined;
    const isSame = present.view.version === known.view.version && present.key === known.key;
    const published = isSame ? [] : await changesBetween(known, present, filter, catalog);
    const repeats = await stillVisible(notices.due(now() + earlyMs), present, catalog);
    const changed = tasks.isLive ? await tasks.changed() : [];
    // Updated only here: after a failure above, the next poll compares with the same version again, and repeats the same notices.
    known = present;
    notices.take(now() + earlyMs);
    notices.add(published, now());
    return [...published, ...repeats, ...changed.map((params) => ({ method: 'notifications/tasks', params }))];
  };
}
