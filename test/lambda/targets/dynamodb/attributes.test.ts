import fc from 'fast-check';
import { type AttributeValue, toAttribute, toJson } from '../../../../lambda/targets/dynamodb/attributes.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';

/** Numbers that a table holds, and that JSON gives back as numbers. */
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }).filter((value) => value === 0 || Math.abs(value) >= 1e-130),
);
const leaf = fc.oneof(fc.string({ unit: 'binary' }), number, fc.boolean(), fc.constant(null));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ maxDepth: 6, withCrossShrink: true }, leaf, tie('list'), tie('map')),
  list: fc.array(tie('json'), { maxLength: 5 }),
  map: fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('json'), {
    maxKeys: 5,
    noNullPrototype: true,
  }),
}));

describe('attributes', () => {
  test('JSON comes back from a table as it went in', () => {
    fc.assert(
      fc.property(json, (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(toJson(toAttribute(plain, 'item'))).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  test('a number comes back with its value, as a number or as text', () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.stringMatching(/^[1-9][0-9]{0,37}$/), fc.integer({ min: -90, max: 80 }))
      .map(([negative, digits, exponent]) => `${negative ? '-' : ''}${digits}e${exponent}`);
    fc.assert(
      fc.property(decimal, (text) => {
        const back = toJson({ N: text });
        if (typeof back === 'string') expect(back).toBe(text);
        else expect(exact(String(back))).toBe(exact(text));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[AttributeValue, unknown]>([
    [{ N: '1.50' }, 1.5],
    [{ N: '-0' }, -0],
    [{ N: '0.1000000000000000055511151231257827' }, '0.1000000000000000055511151231257827'],
    [{ N: '0.30000000000000004' }, 0.30000000000000004],
    [{ N: '9007199254740991' }, 9007199254740991],
    [{ N: '9007199254740992' }, '9007199254740992'],
    [{ N: '1E+125' }, '1E+125'],
    [{ N: '1E-130' }, 1e-130],
    [{ NULL: true }, null],
    [{ SS: ['b', 'a'] }, ['b', 'a']],
    [{ NS: ['1', '12345678901234567890'] }, [1, '12345678901234567890']],
    [{ B: 'aGk=' }, 'aGk='],
    [{ BS: ['AA==', ''] }, ['AA==', '']],
    [{ L: [{ BOOL: false }, { M: { a: { S: '' } } }] }, [false, { a: '' }]],
  ])('%j is %j', (value, expected) => {
    expect(toJson(value)).toEqual(expected);
  });

  test.each([[1e126], [-1e300], [1e-131], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    '%d cannot be written',
    (value) => {
      expect(() => toAttribute([value], 'item')).toThrow(ToolError);
      expect(() => toAttribute([value], 'item')).toThrow('`item` produced a number outside the range that a table');
    },
  );

  test('what is not JSON cannot be written, and keys without a value are left out', () => {
    expect(() => toAttribute([() => 1], 'item')).toThrow(ToolError);
    expect(toAttribute({ a: undefined, b: 1 }, 'item')).toEqual({ M: { b: { N: '1' } } });
  });
});

/** A decimal as an integer and a power of ten, shortest. */
function exact(text: string): string {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let value = BigInt(whole + fraction);
  let power = Number(exponent) - fraction.length;
  for (; value !== 0n && value % 10n === 0n; value /= 10n) power += 1;
  return `${value}e${value === 0n ? 0 : power}`;
}
