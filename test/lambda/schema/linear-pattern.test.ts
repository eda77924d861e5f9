import { isLinearOnNativeEngine } from '../../../lambda/schema/linear-pattern.ts';

describe('isLinearOnNativeEngine', () => {
  test.each([
    ...[
      '^[A-Z]{2,3}$',
      '^a*$',
      'abc',
      '^\\d{4}-\\d{2}$',
      '[(+)]',
      '^[a-z0-9-]{1,64}$',
      '^https?://.+',
      '^(?:asc|desc)$',
    ],
    ...['^[a-z]{1,20}\\.[a-z]{1,20}$', '^(?:a|b)-\\d+?$', '\\d{3}', '.*', 'x|a+', '^a*b+'],
  ])('%s is', (pattern) => {
    expect(isLinearOnNativeEngine(pattern)).toBe(true);
  });
  test.each([
    ...[
      '(a+)+',
      '(a|b)*c',
      'a*$',
      '^a*b*$',
      '.*_id$',
      '(a*)',
      'x{3,}',
      '(ab){2,9}',
      '^x|b*c',
      '^x$|a{900}',
      'a{0,1000}b',
    ],
    ...['^a{0,500}a{0,500}a{0,500}b$', `^${'a?'.repeat(24)}$`, `^${'(?:a|a)'.repeat(24)}$`],
  ])('%s is not, or not plainly', (pattern) => {
    expect(isLinearOnNativeEngine(pattern)).toBe(false);
  });
});
