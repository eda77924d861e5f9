import type { JsonObject } from '../../../lambda/json.ts';
import { createValidator } from '../../../lambda/schema/rules/index.ts';
import { WorkBudget } from '../../../lambda/work/index.ts';
import { timesTheYardstick } from '../../support/processor-time.ts';

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

  const wide = Object.fromEntries(list(10_000, (k) => [`k${k}`, 1]) as never);
  test.each<[string, JsonObject, unknown]>([
    ['the characters of a text', { minLength: 5, const: 'x' }, 'a'.repeat(5_000_000)],
    ['how many members there are', { minProperties: 5, const: 'x' }, wide],
    ['members, and the first fails', { properties: { k0: false } }, wide],
    ['names, and the first fails', { propertyNames: false }, wide],
    ['members that others have not seen', { unevaluatedProperties: false }, wide],
    ['an object of another size', { const: {} }, wide],
    ['items that no schema matches', { contains: false }, list(10_000, () => 1)],
    ['items to be tracked', { unevaluatedItems: false }, list(10_000, () => 1)],
  ])('%s: each branch that looks at the whole value is charged for it', (_name, branch, value) => {
    const steps = (branches: number) => stepsOf({ anyOf: list(branches, () => branch) as never }, value);

    expect(steps(9) - steps(1)).toBeGreaterThan(8 * 9_000);
  });

  test('an error below a long key costs no more than another', async () => {
    const schema = {
      required: ['missing'],
      additionalProperties: { items: { if: { type: 'string' } } },
    };
    const of = (key: string) => ({ [key]: list(20_000, () => 1) });
    const check = createValidator(schema, new Map());

    const ratio = await timesTheYardstick(() => {
      const findings = check(of('k'.repeat(800_000)), new WorkBudget().begin());
      expect(findings?.errors).toEqual(['(root): Instance does not have required property "missing".']);
      expect(findings?.isCut).toBe(false);
    });

    expect(ratio).toBeLessThan(15);
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
