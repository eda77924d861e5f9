import { visibleText } from '../../../lambda/text/index.ts';
import { count } from '../count.ts';
import type { Outcome } from './check.ts';
import type { CheckResult } from './run.ts';

const LABELS = { passed: 'ok', warned: 'WARN', failed: 'FAIL', skipped: 'skip' } as const;
const LABEL_WIDTH = 4;
const ID_WIDTH = 22;
/** Below the id, so that the labels stand alone in their column. */
const INDENT = ' '.repeat(LABEL_WIDTH + 2);

/** The lines of a check: a block for each outcome, below its label. */
export function resultLines({ id, title, outcomes }: CheckResult): string {
  return outcomes.map((outcome) => outcomeLines(id, title, outcome)).join('\n');
}

/** What was seen is the news of a check that passed, and stands in its first line. */
function outcomeLines(id: string, title: string, { status, expected, fix, key, ...outcome }: Outcome): string {
  const isPassed = status === 'passed';
  const seen = oneLine(outcome.seen);
  const rows = [
    ['expected', expected],
    ['seen', isPassed ? undefined : seen],
    ['fix', fix],
    ['key', key],
  ].filter(([, text]) => text !== undefined);
  const head = `${LABELS[status].padEnd(LABEL_WIDTH)}  ${id.padEnd(ID_WIDTH)}  ${isPassed ? seen : title}`;
  return [head, ...rows.map(labelled)].join('\n');
}

function labelled([name = '', text = '']: readonly (string | undefined)[]): string {
  return `${INDENT}${name.padEnd(ID_WIDTH)}  ${text}`;
}

/** What was seen may be the text of a response, such as a page of HTML, which neither moves the cursor nor begins lines. */
function oneLine(text: string): string {
  return visibleText(text.replaceAll(/\s+/g, ' ').trim());
}

/** How many outcomes there are of each status. */
function countsOf(results: readonly CheckResult[]): Readonly<Record<Outcome['status'], number>> {
  const counts = { passed: 0, warned: 0, failed: 0, skipped: 0 };
  for (const { outcomes } of results) for (const { status } of outcomes) counts[status] += 1;
  return counts;
}

/** The checks of a status, by ID. */
export function idsOf(results: readonly CheckResult[], status: Outcome['status']): readonly string[] {
  return results.filter(({ outcomes }) => outcomes.some((outcome) => outcome.status === status)).map(({ id }) => id);
}

/** The last line of the report. */
export function summaryLine(results: readonly CheckResult[]): string {
  const counts = countsOf(results);
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const parts = [
    `${counts.passed} passed`,
    ...(['failed', 'warned', 'skipped'] as const)
      .filter((status) => counts[status] > 0)
      .map((status) => `${counts[status]} ${status} (${idsOf(results, status).join(', ')})`),
  ];
  return `${count(total, 'result')}: ${parts.join(', ')}`;
}

/** The whole report as a JSON value. */
export function reportJson(about: Readonly<Record<string, string | null>>, results: readonly CheckResult[]): object {
  const counts = countsOf(results);
  const checks = results.map(({ outcomes, ...check }) => ({
    ...check,
    outcomes: outcomes.map(({ fix = null, key = null, ...outcome }) => ({ ...outcome, fix, key })),
  }));
  return { ...about, ok: counts.failed === 0, counts, checks };
}
