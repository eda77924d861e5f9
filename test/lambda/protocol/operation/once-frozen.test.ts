import { onceFrozen } from '../../../../lambda/protocol/operation/once-frozen.ts';

test('what cannot change is written once, everything else each time', () => {
  let written = 0;
  const write = onceFrozen((value: object) => {
    written += 1;
    return JSON.stringify(value);
  });
  const constant = Object.freeze({ a: 1 });
  expect([write(constant), write(constant), write(constant)]).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
  expect(written).toBe(1);
  const other = { b: 2 };
  expect([write(other), write(other)]).toEqual(['{"b":2}', '{"b":2}']);
  expect(written).toBe(3);
});
