import { auditText } from '../../../lambda/audit/audit-text.ts';

test.each([
  ['a\nb\r\u001b[31mc', 'ab[31mc'],
  ['a\u202eb\u200bc\ufeff', 'abc'],
  ['a\u2028b\u2029c', 'abc'],
  ['a\ud800b', 'ab'],
  ['Zoë 🚀', 'Zoë 🚀'],
])('%j is recorded as %j', (text, recorded) => {
  expect(auditText(text, 100)).toBe(recorded);
});

test('a long text is cut, also within a character', () => {
  expect(auditText('x'.repeat(1_000_000), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(auditText('xx🚀🚀', 4)).toBe('xx…');
});
