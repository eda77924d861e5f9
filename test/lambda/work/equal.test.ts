import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { createHasher, isEqual, WorkBudget } from '../../../lambda/work/index.ts';

/** A budget for one comparison: a shared one would also count what the test itself does. */
const measured = () => {
  const meter = new WorkBudget().begin();
  return { meter, hash: createHasher(meter) };
};
/** Few different values, so that equal ones are met. */
const values = fc.jsonValue({ depthSize: 'small', maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)));
const small = fc.constantFrom(
  0,
  1,
  '',
  'a',
  null,
  true,
  false,
  [],
  {},
  [1],
  { a: 1 },
  { b: 1, a: [] },
  { a: [], b: 1 },
);

/** The same value, with the keys of its objects in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

test('values are equal as JSON is, whatever the order of keys, and equal values have equal hashes', () => {
  fc.assert(
    fc.property(fc.oneof(values, small), fc.oneof(values, small), (a, b) => {
      const { meter, hash } = measured();
      expect(isEqual(a, turned(a), meter)).toBe(true);
      expect(hash(turned(a))).toBe(hash(a));
      const same = isDeepStrictEqual(a, b) || (a === 0 && b === 0);
      expect(isEqual(a, b, meter)).toBe(same);
      if (same) expect(hash(b)).toBe(hash(a));
    }),
    { numRuns: 500 },
  );
});

test('different values seldom have equal hashes', () => {
  const many = Array.from({ length: 20_000 }, (_, n) => [n, { [`k${n % 100}`]: `v${n}`, at: [n / 7] }]);
  expect(new Set(many.map((value) => measured().hash(value))).size).toBeGreaterThan(19_990);
});
