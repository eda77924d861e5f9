import { compareCases } from './support/compare.ts';

describe('10,000 seeded cases', () => {
  const CASES = 10_000;
  const compared = compareCases({ cases: CASES, seed: 1 });

  test('decision, reasons and errors are those of Cedar, but for a `forbid` with an error, which denies', () => {
    expect(compared.differences).toEqual([]);
    expect(compared.cases).toBe(CASES);
  });

  test('a decision that is certain without the arguments is the one with them', () => {
    expect(compared.unsound).toEqual([]);
    expect(compared.counts.certain).toBeGreaterThan(CASES / 10);
  });

  test.each(['allow', 'forbid', 'error'] as const)('at least a fifth of them end with: %s', (kind) => {
    expect(compared.counts[kind] / CASES).toBeGreaterThanOrEqual(0.2);
  });

  test('a `forbid` with an error decides some of them', () => {
    expect(compared.counts.erringForbid).toBeGreaterThan(100);
  });
});
