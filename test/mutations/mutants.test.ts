import { mutantsOf } from './mutants.ts';

/** Each replaced text, with what is in its place. */
const replaced = (text: string) => mutantsOf('a.ts', text).map(({ original, replacement }) => [original, replacement]);

test('every check of a file is removed once, wherever it is', () => {
  expect(replaced('function a(b: B): void { if (b.c || d()) throw new Error("é"); }')).toEqual([
    ['b.c || d()', 'false'],
    ['b.c', 'false'],
    ['d()', 'false'],
  ]);
  expect(replaced('const é = (a: A) => a && b;')).toEqual([
    ['a', 'true'],
    ['b', 'true'],
  ]);
  expect(replaced('const a = b ? c : d;')).toEqual([
    ['b', 'true'],
    ['b', 'false'],
  ]);
  expect(replaced('class A { #b = c.every(d) && !e.some((f) => f); }')).toEqual([
    ['c.every(d)', 'true'],
    ['!e.some((f) => f)', 'true'],
    ['e.some((f) => f)', 'false'],
  ]);
});

test('places are counted in characters, beyond those of several bytes', () => {
  const text = '// ☃ é\nif (a) b();\n';
  expect(mutantsOf('a.ts', text)).toEqual([
    { file: 'a.ts', start: text.indexOf('a)'), end: text.indexOf(')'), original: 'a', replacement: 'false', line: 2 },
  ]);
});

test('what only adds a member is no check', () => {
  expect(replaced('const a = { ...(b !== undefined && { b }), c: d || e };')).toEqual([
    ['d', 'false'],
    ['e', 'false'],
  ]);
});
