/** Longer than any age that a reader compares, so that whatever it holds counts as old. */
const LEAP_MS = 86_400_000;

/**
 * Makes a clock that never steps back. When the given clock does, the time that passed is unknown, so this clock leaps ahead:
 * copies in memory then count as old and are read again, rather than as young until the clock catches up.
 *
 * @param now the clock, epoch milliseconds
 */
export function createSteadyClock(now: () => number): () => number {
  let last = Number.NEGATIVE_INFINITY;
  let ahead = 0;
  return () => {
    const time = now() + ahead;
    if (time < last) {
      last += LEAP_MS;
      ahead += last - time;
    } else last = time;
    return last;
  };
}
