import type { Allowed } from './expected-failures.ts';
import { judge } from './judge.ts';

const NOTHING: Allowed = { failures: new Set(), skips: new Set(), skip: false };

describe('judge', () => {
  test('passes a scenario whose checks hold', () => {
    const verdict = judge(
      [
        { id: 'a', status: 'SUCCESS' },
        { id: 'b', status: 'INFO' },
      ],
      NOTHING,
    );
    expect(verdict).toEqual({ outcome: 'passed', suitePasses: true, satisfied: 1, expected: [], problems: [] });
  });

  test('passes a scenario whose only failures are listed, which the suite does not count', () => {
    const verdict = judge(
      [
        { id: 'a', status: 'SUCCESS' },
        { id: 'b', status: 'FAILURE', errorMessage: 'no prompts' },
      ],
      { ...NOTHING, failures: new Set(['b']) },
    );
    expect(verdict).toEqual({ outcome: 'passed', suitePasses: false, satisfied: 1, expected: ['b'], problems: [] });
  });

  test('fails on a warning that is not listed, even when the same check also succeeded; the suite counts it', () => {
    const verdict = judge(
      [
        { id: 'a', status: 'SUCCESS' },
        { id: 'b', status: 'WARNING', errorMessage: 'should be 400' },
        { id: 'b', status: 'SUCCESS' },
      ],
      NOTHING,
    );
    expect(verdict).toMatchObject({ outcome: 'failed', suitePasses: true, problems: ['b: should be 400'] });
  });

  test('fails on a listed failure that did not happen', () => {
    const verdict = judge([{ id: 'a', status: 'SUCCESS' }], { ...NOTHING, failures: new Set(['b']) });
    expect(verdict).toMatchObject({ outcome: 'failed', problems: ['b: listed as expected, but did not fail'] });
  });

  test('fails on a skipped check that is not listed, and on a listed one that was not skipped', () => {
    const checks = [
      { id: 'a', status: 'SUCCESS' },
      { id: 'b', status: 'SKIPPED', errorMessage: 'not here' },
    ] as const;
    expect(judge(checks, NOTHING).problems).toEqual(['b: not here']);
    expect(judge(checks, { ...NOTHING, skips: new Set(['b']) })).toMatchObject({ outcome: 'passed', expected: ['b'] });
    expect(judge(checks.slice(0, 1), { ...NOTHING, skips: new Set(['b']) }).problems).toEqual([
      'b: listed as skipped, but was not',
    ]);
  });

  test('calls a scenario skipped in which the suite checked nothing but the schema of messages', () => {
    const checks = [
      { id: 'wire-schema-valid', status: 'SUCCESS' },
      { id: 'a', status: 'SKIPPED' },
      { id: 'b', status: 'INFO' },
    ] as const;
    expect(judge(checks, { ...NOTHING, skip: true })).toMatchObject({ outcome: 'skipped', problems: [] });
    expect(judge(checks, NOTHING)).toMatchObject({
      outcome: 'failed',
      problems: ['the suite checked nothing: list the scenario as skipped, with the reason'],
    });
  });

  test('fails on a scenario that is listed as skipped, and was not', () => {
    const verdict = judge([{ id: 'a', status: 'SUCCESS' }], { ...NOTHING, skip: true });
    expect(verdict.problems).toEqual(['listed as skipped, but was not']);
  });

  test('fails when the suite did not finish the scenario', () => {
    expect(judge(undefined, NOTHING)).toMatchObject({ outcome: 'failed', suitePasses: false });
  });
});
