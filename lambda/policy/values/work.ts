/** What one decision may still cost. A decision that runs out of steps is a denial. */
export interface Work {
  /** Steps of some 1 to 20 ns that are left; negative when they are used up. */
  steps: number;
}

/** Steps of one decision: some 30 ms on a slow machine, far more than any sensible policy and arguments need. */
export const DECISION_STEPS = 2_000_000;

/** Charges work. @returns whether it may be done */
export function spend(work: Work, steps: number): boolean {
  work.steps -= steps;
  return work.steps >= 0;
}
