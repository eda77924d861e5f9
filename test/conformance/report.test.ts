import type { Verdict } from './judge.ts';
import { type Judged, lineOf, summaryOf } from './report.ts';

const PASSED: Verdict = { outcome: 'passed', suitePasses: true, satisfied: 2, expected: [], problems: [] };
const FAILED: Verdict = {
  outcome: 'failed',
  suitePasses: false,
  satisfied: 1,
  expected: ['b'],
  problems: ['a: wrong'],
};
const SKIPPED: Verdict = { ...PASSED, outcome: 'skipped', satisfied: 0 };

function judged(scenario: string, verdict: Verdict): Judged {
  return { scenario, revision: '2026-07-28', verdict };
}

test('a line says what became of a scenario, and what stands against it', () => {
  expect(lineOf(judged('ping', PASSED))).toBe('ok    2026-07-28  ping (checks: 2 hold)');
  expect(lineOf(judged('ping', FAILED))).toBe('FAIL  2026-07-28  ping (checks: 1 hold; as listed: b)\n      a: wrong');
});

test('the summary counts as the suite scores, tasks by themselves, and all', () => {
  const scored = { '2026-07-28': ['ping', 'caching'], '2025-11-25': ['ping'] };
  const all = [
    judged('ping', PASSED),
    judged('caching', FAILED),
    judged('tasks-lifecycle', PASSED),
    judged('tasks-status-notifications', SKIPPED),
  ];
  expect(summaryOf(all, { batches: [], scored })).toEqual([
    '2026-07-28: 1/2 scored',
    '2025-11-25: 0/1 scored',
    'tasks: 1 of 2, 1 skipped by the suite',
    '1 skipped by the suite, each for a listed reason',
    '2 passed, 1 failed',
  ]);
});
