import fc from 'fast-check';
import { exactJson, parseLossless, parseMarkingRounded, roundedNumbers } from '../../../lambda/text/index.ts';
import { timesTheYardstick } from '../../support/processor-time.ts';

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

test.each([
  ['9007199254740993.0', true],
  ['9007199254740993.5', true],
  ['9007199254740993e0', true],
  ['-9.007199254740993e15', true],
  ['900719925474099301E-2', true],
  // What a program prints for a double is that double.
  ['9007199254740992.0', false],
  ['1.2345678901234568e+25', false],
  ['6.02214076e23', false],
  ['1000000000000000000000e-3', false],
  ['0.1234567890123456789', false],
])('%s would become another integer: %s', (number, isRounded) => {
  const found = roundedNumbers(parseMarkingRounded(`[${number}]`), 9);

  expect(found.map(({ source }) => source)).toEqual(isRounded ? [number] : []);
});

test('lists no more than asked for', () => {
  const value = parseMarkingRounded('[1e999,2e999,[3e999]]');
  expect(roundedNumbers(value, 2).map(({ source }) => source)).toEqual(['1e999', '2e999']);
});

test.each(['{"a":1e400}', '[-1E+999]', '{"a":9007199254740993.0}', '[ 9.007199254740993e15]', '12345678901234567890'])(
  'what is only serialized again keeps its numbers: %s',
  (text) => {
    expect(JSON.stringify(parseLossless(text))).toBe(text.replace(' ', ''));
    if (text.startsWith('{')) expect(exactJson(parseMarkingRounded(text))).toBe(text);
  },
);

test('a number of very many digits costs little', async () => {
  const zeros = '0'.repeat(400_000);

  const ratio = await timesTheYardstick(() =>
    expect(roundedNumbers(parseMarkingRounded(`[9007199254740993.${zeros}1]`), 1)).toHaveLength(1),
  );

  expect(ratio).toBeLessThan(60);
});
