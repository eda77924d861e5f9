/** Permits a limited number of reads in every second. */
export interface ReadBudget {
  /** Whether a read may begin now; counts it if so. */
  take(): boolean;
}

/**
 * Creates a budget. It keeps the time of each read of the last second, so that no second, wherever it begins, has more reads; a
 * token bucket of the same rate permits twice as many after a pause.
 *
 * @param now milliseconds of a clock that never steps back
 */
export function createReadBudget(perSecond: number, now: () => number): ReadBudget {
  const begun = new Float64Array(perSecond).fill(Number.NEGATIVE_INFINITY);
  let oldest = 0;
  return {
    take() {
      const time = now();
      if (time - Number(begun[oldest]) < 1000) return false;
      begun[oldest] = time;
      oldest = (oldest + 1) % perSecond;
      return true;
    },
  };
}
