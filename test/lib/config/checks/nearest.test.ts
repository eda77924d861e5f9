import { nearestOf } from '../../../../lib/config/checks/index.ts';

test.each([
  ['memory', ['timeoutSeconds', 'memoryMb'], 'memoryMb'],
  ['AllowedCIDRs', ['allowedOrigins', 'allowedCidrs'], 'allowedCidrs'],
  ['us-esat-1', ['us-west-1', 'us-east-2', 'us-east-1'], 'us-east-1'],
  ['tag', ['logs', 'tags'], 'tags'],
])('%j is nearest to one of %j', (word, known, nearest) => {
  expect(nearestOf(word, known)).toBe(nearest);
});

test.each(['vpc', '', 'x'.repeat(100_000)])('a word that resembles none has no nearest', (word) => {
  expect(nearestOf(word, ['region', 'functions'])).toBeUndefined();
});
