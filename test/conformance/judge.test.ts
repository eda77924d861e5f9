import { judge } from './judge.ts';

describe('judge', () => {
  test('passes a scenario whose checks hold', () => {
    const verdict = judge(
      [
        { id: 'a', status: 'SUCCESS' },
        { id: 'b', status: 'INFO' },
        { id: 'c', status: 'SKIPPED' },
      ],
      new Set(),
    );
    expect(verdict).toEqual({ passed: true, satisfied: 1, expected: [], problems: [] });
  });

  test('passes a scenario whose only failures are listed', () => {
    const verdict = judge(
      [
        { id: 'a', status: 'SUCCESS' },
        { id: 'b', status: 'FAILURE', errorMessage: 'no prompts' },
      ],
      new Set(['b']),
    );
    expect(verdict).toEqual({ passed: true, satisfied: 1, expected: ['b'], problems: [] });
  });

  test('fails on a failure or a warning that is not listed, even when the same check also succeeded', () => {
    const verdict = judge(
      [
        { id: 'a', status: 'SUCCESS' },
        { id: 'b', status: 'WARNING', errorMessage: 'should be 400' },
        { id: 'b', status: 'SUCCESS' },
      ],
      new Set(),
    );
    expect(verdict).toEqual({ passed: false, satisfied: 1, expected: [], problems: ['b: should be 400'] });
  });

  test('fails on a listed failure that did not happen', () => {
    const verdict = judge([{ id: 'a', status: 'SUCCESS' }], new Set(['b']));
    expect(verdict.problems).toEqual(['b: listed as expected, but did not fail']);
  });

  test('fails when the suite judged nothing', () => {
    expect(judge([], new Set()).passed).toBe(false);
  });
});
