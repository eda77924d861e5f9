import type { Verdict } from './judge.ts';
import { type Plan, REQUIRED_REVISIONS, type RequiredRevision, type Revision } from './plan.ts';

/** A scenario that ran. */
export interface Judged {
  readonly scenario: string;
  readonly revision: Revision;
  readonly verdict: Verdict;
}

const MARKS: Readonly<Record<Verdict['outcome'], string>> = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' };
const TASKS = /^tasks-/;

/** What people read of one scenario. */
export function lineOf({ scenario, revision, verdict }: Judged): string {
  const { outcome, satisfied, expected, problems } = verdict;
  const listed = expected.length === 0 ? '' : `; as listed: ${expected.join(', ')}`;
  const line = `${MARKS[outcome]}  ${revision}  ${scenario} (checks: ${satisfied} hold${listed})`;
  return [line, ...problems.map((problem) => `      ${problem}`)].join('\n');
}

/** What people read at the end. */
export function summaryOf(judged: readonly Judged[], { scored }: Plan): readonly string[] {
  const count = (wanted: Verdict['outcome']) => judged.filter(({ verdict }) => verdict.outcome === wanted).length;
  return [
    ...REQUIRED_REVISIONS.map((revision) => `${revision}: ${scoreOf(judged, revision, scored[revision])} scored`),
    `tasks: ${tasksOf(judged.filter(({ scenario }) => TASKS.test(scenario)))}`,
    `${count('skipped')} skipped by the suite, each for a listed reason`,
    `${count('passed')} passed, ${count('failed')} failed`,
  ];
}

/** As the suite scores: what the frozen requirements name, without a check that failed. */
function scoreOf(judged: readonly Judged[], revision: RequiredRevision, scored: readonly string[]): string {
  const passed = judged.filter(
    (one) => one.revision === revision && scored.includes(one.scenario) && one.verdict.suitePasses,
  );
  return `${passed.length}/${scored.length}`;
}

function tasksOf(tasks: readonly Judged[]): string {
  const passed = tasks.filter(({ verdict }) => verdict.outcome === 'passed').length;
  const skipped = tasks.filter(({ verdict }) => verdict.outcome === 'skipped').length;
  return `${passed} of ${tasks.length}, ${skipped} skipped by the suite`;
}
