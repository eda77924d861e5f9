import fc from 'fast-check';

/** JSON as text, because much of what is hostile in it has no value that `JSON.stringify` would write. */

const NAMES = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'toJSON', 'length', ''];
const NUMBERS = ['-0', '1e400', '-1e400', '1e-400', '9007199254740993', '123456789012345678901', '1.0', '1E+2', '0.1'];
const TEXTS = [
  '"\\ud800"',
  '"\\u0000"',
  '"\\udc00\\ud800"',
  '"\\u2028"',
  '"﻿"',
  '"\ud800"',
  '"‮evil"',
  `"${'\\"'.repeat(3_000)}"`,
  `"${'a'.repeat(100_000)}"`,
];

export const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());

const key = fc.oneof(fc.constantFrom(...NAMES), anyText).map((name) => JSON.stringify(name));
const scalar = fc.oneof(
  fc.constantFrom('null', 'true', 'false', ...NUMBERS, ...TEXTS),
  anyText.map((text) => JSON.stringify(text)),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);

/** An object whose members say that they are something else: nothing may ask it for its text. */
const DISGUISED = ['{"toString":1,"valueOf":1}', '{"toJSON":"x","then":1}', '{"__proto__":{"polluted":true}}'];

/** Any JSON text, with keys that mean something to JavaScript and members that are there twice. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.constantFrom(...DISGUISED),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`),
  ),
})).value;

/** Objects and lists around the limit of nesting, and far beyond. */
export const deepText = fc
  .tuple(fc.constantFrom(60, 63, 64, 65, 200, 100_000), fc.boolean(), fc.boolean())
  .map(([depth, list, closed]) => {
    const [open, close] = list ? ['[', ']'] : ['{"a":', '}'];
    return open.repeat(depth) + (list ? '' : '1') + (closed ? close.repeat(depth) : '');
  });
