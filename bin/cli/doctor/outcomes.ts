import type { Outcome } from './check.ts';

/** What to do, and the key of the stage file that changes it. */
export interface Remedy {
  readonly fix: string;
  readonly key?: string;
}

/** The outcomes of one expectation: what a healthy stage shows, in one sentence. */
export function expecting(expected: string) {
  return {
    passed: (seen: string, advice: Partial<Remedy> = {}): Outcome => ({ status: 'passed', expected, seen, ...advice }),
    warned: (seen: string, remedy: Remedy): Outcome => ({ status: 'warned', expected, seen, ...remedy }),
    failed: (seen: string, remedy: Remedy): Outcome => ({ status: 'failed', expected, seen, ...remedy }),
    skipped: (seen: string, remedy: Remedy): Outcome => ({ status: 'skipped', expected, seen, ...remedy }),
  };
}
