import fc from 'fast-check';
import { parseMarkingRounded, roundedNumbers } from '../../../lambda/text/index.ts';

test('parses like JSON.parse', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseMarkingRounded(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('finds every integer beyond 2^53 wherever it is, and nothing else', () => {
  const big = fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n });
  fc.assert(
    fc.property(fc.array(fc.oneof(big, fc.maxSafeInteger(), fc.string())), fc.string(), (values, key) => {
      const list = values.map((value) => (typeof value === 'bigint' ? String(value) : JSON.stringify(value)));
      const text = `{${JSON.stringify(`k${key}`)}:[{"a":[${list.join(',')}]}]}`;
      const expected = values.flatMap((value, index) =>
        typeof value === 'bigint' ? [{ path: [`k${key}`, 0, 'a', index], source: String(value) }] : [],
      );
      expect(roundedNumbers(parseMarkingRounded(text), 1_000)).toEqual(expected);
    }),
  );
});

test('lists no more than asked for', () => {
  const value = parseMarkingRounded('[1e999,2e999,[3e999]]');
  expect(roundedNumbers(value, 2).map(({ source }) => source)).toEqual(['1e999', '2e999']);
});
