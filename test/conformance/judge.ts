import type { Check } from './suite.ts';

/** What became of one scenario. */
export interface Verdict {
  readonly passed: boolean;
  /** Requirements that the suite found satisfied. */
  readonly satisfied: number;
  /** Requirements that failed as listed. */
  readonly expected: readonly string[];
  /** What stands against a pass, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Judges the checks of one scenario against the failures that are expected of it. A warning counts as a failure, and an
 * expected failure that did not happen is a problem too: the list must not outlive its reasons.
 *
 * @param checks as the suite reported them
 * @param expectedFailures check ids
 */
export function judge(checks: readonly Check[], expectedFailures: ReadonlySet<string>): Verdict {
  const failed = new Map(checks.filter(isFailure).map((check) => [check.id, check.errorMessage ?? check.status]));
  const satisfied = new Set(
    checks.filter(({ id, status }) => status === 'SUCCESS' && !failed.has(id)).map(({ id }) => id),
  );
  const problems = [
    ...[...failed].filter(([id]) => !expectedFailures.has(id)).map(([id, message]) => `${id}: ${message}`),
    ...[...expectedFailures].filter((id) => !failed.has(id)).map((id) => `${id}: listed as expected, but did not fail`),
    ...(satisfied.size === 0 ? ['the suite found nothing satisfied'] : []),
  ];
  const expected = [...failed.keys()].filter((id) => expectedFailures.has(id));
  return { passed: problems.length === 0, satisfied: satisfied.size, expected, problems };
}

function isFailure({ status }: Check): boolean {
  return status === 'FAILURE' || status === 'WARNING';
}
