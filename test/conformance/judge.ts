import type { Allowed } from './expected-failures.ts';
import type { Check } from './suite.ts';

/** What became of one scenario. */
export interface Verdict {
  /** `skipped`: the suite itself found nothing to check of a server like this one. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Whether the suite's own count has it as passed: warnings are none of its failures. */
  readonly suitePasses: boolean;
  /** Requirements that the suite found satisfied. */
  readonly satisfied: number;
  /** Requirements that failed, or were skipped, as listed. */
  readonly expected: readonly string[];
  /** What stands against a pass, one sentence each. */
  readonly problems: readonly string[];
}

/** Part of every scenario: whether all messages on the wire satisfy the schema. Says nothing of what the scenario is about. */
const WIRE = 'wire-schema-valid';

/**
 * Judges the checks of one scenario against what is listed for it. A warning counts as a failure, a skip has to be listed too,
 * and what is listed but did not happen is a problem: the list must not outlive its reasons.
 *
 * @param checks as the suite reported them; `undefined` when it did not finish the scenario
 */
export function judge(checks: readonly Check[] | undefined, allowed: Allowed): Verdict {
  if (checks === undefined) return unfinished();
  const failed = messagesOf(checks, ['FAILURE', 'WARNING']);
  const satisfied = new Set(
    checks.filter(({ id, status }) => status === 'SUCCESS' && !failed.has(id)).map(({ id }) => id),
  );
  const nothingChecked = failed.size === 0 && [...satisfied].every((id) => id === WIRE);
  const skipped = nothingChecked ? new Map<string, string>() : messagesOf(checks, ['SKIPPED']);
  const problems = [
    ...compare(failed, allowed.failures, 'listed as expected, but did not fail'),
    ...compare(skipped, allowed.skips, 'listed as skipped, but was not'),
    ...(nothingChecked && !allowed.skip
      ? ['the suite checked nothing: list the scenario as skipped, with the reason']
      : []),
    ...(!nothingChecked && allowed.skip ? ['listed as skipped, but was not'] : []),
  ];
  const passed = nothingChecked ? 'skipped' : 'passed';
  return {
    outcome: problems.length > 0 ? 'failed' : passed,
    suitePasses: !checks.some(({ status }) => status === 'FAILURE'),
    satisfied: satisfied.size,
    expected: [...failed.keys(), ...skipped.keys()].filter((id) => allowed.failures.has(id) || allowed.skips.has(id)),
    problems,
  };
}

function unfinished(): Verdict {
  const problems = ['the suite did not finish the scenario'];
  return { outcome: 'failed', suitePasses: false, satisfied: 0, expected: [], problems };
}

/** Messages by check id. */
function messagesOf(checks: readonly Check[], statuses: readonly Check['status'][]): ReadonlyMap<string, string> {
  const found = checks.filter(({ status }) => statuses.includes(status));
  return new Map(found.map(({ id, status, errorMessage }) => [id, errorMessage ?? status]));
}

function compare(happened: ReadonlyMap<string, string>, listed: ReadonlySet<string>, stale: string): readonly string[] {
  return [
    ...[...happened].filter(([id]) => !listed.has(id)).map(([id, message]) => `${id}: ${message}`),
    ...[...listed].filter((id) => !happened.has(id)).map((id) => `${id}: ${stale}`),
  ];
}
