import type { JsonObject } from '../../../lambda/json.ts';
import { createValidator } from '../../../lambda/schema/rules/index.ts';
import { WorkBudget } from '../../../lambda/work/index.ts';

/** Steps that a check takes: the same on every machine. */
function stepsOf(schema: JsonObject, value: unknown): number {
  const meter = new WorkBudget().begin();
  createValidator(schema, new Map())(value, meter);
  return meter.steps;
}

const list = (length: number, item: (index: number) => unknown) => Array.from({ length }, (_, index) => item(index));

describe('the work of a check', () => {
  test.each<[string, JsonObject, (n: number) => unknown]>([
    ['uniqueItems over objects', { uniqueItems: true }, (n) => list(n, (index) => ({ a: { b: index }, c: [1] }))],
    ['uniqueItems over numbers', { uniqueItems: true }, (n) => list(n, (index) => index)],
    [
      'enum of objects',
      { items: { enum: list(200, (k) => ({ k })) as never } },
      (n) => list(n, (index) => ({ k: index % 200 })),
    ],
    ['oneOf that holds', { items: { oneOf: [{ const: 1 }, { const: 2 }] } }, (n) => list(n, () => 2)],
    ['contains', { contains: { type: 'string' } }, (n) => list(n, () => 1)],
    [
      'properties',
      { additionalProperties: { type: 'number' } },
      (n) => Object.fromEntries(list(n, (k) => [`k${k}`, 1]) as never),
    ],
    [
      'unevaluatedItems',
      { contains: { const: 1 }, unevaluatedItems: { const: 2 } },
      (n) => list(n, (index) => 1 + (index % 2)),
    ],
  ])('%s grows with the value', (_name, schema, make) => {
    const [once, twice] = [stepsOf(schema, make(1_000)), stepsOf(schema, make(2_000))];
    expect(once).toBeGreaterThan(900);
    expect(twice / once).toBeLessThan(2.2);
  });

  test.each<[string, JsonObject, unknown]>([
    ['maxLength spares the pattern', { maxLength: 9, pattern: '^[a-z]+$' }, 'a'.repeat(200_000)],
    ['maxItems spares the items', { maxItems: 9, items: { type: 'string' } }, list(200_000, () => 1)],
    ['type spares the rest', { type: 'string', uniqueItems: true }, list(200_000, () => 1)],
    ['enough errors spare the other items', { items: { oneOf: [{ const: 1 }, { const: 2 }] } }, list(200_000, () => 3)],
  ])('%s', (_name, schema, value) => {
    expect(stepsOf(schema, value)).toBeLessThan(1_000);
  });
});
