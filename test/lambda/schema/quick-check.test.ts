import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../lambda/json.ts';
import { createQuickCheck, isSurelyValid } from '../../../lambda/schema/quick-check.ts';

const NAMES = ['a', 'b', 'constructor', '__proto__'];
const scalar = fc.oneof(fc.string({ maxLength: 3, unit: 'grapheme' }), fc.integer({ min: -3, max: 5 }), fc.boolean());

/** Schemas of every keyword that the quick check knows, and of some that it does not. */
const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'null') }),
    fc.record({ type: fc.constant('string'), minLength: fc.nat(3), maxLength: fc.nat(4) }, { requiredKeys: ['type'] }),
    fc.record(
      { type: fc.constantFrom('integer', 'number'), minimum: fc.integer({ min: -2, max: 2 }), maximum: fc.nat(4) },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      { enum: fc.array(scalar, { minLength: 1, maxLength: 3 }), type: fc.constant('string') },
      { requiredKeys: ['enum'] },
    ),
    fc.record(
      { type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(2), maxItems: fc.nat(3) },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom(...NAMES), tie('schema'), { maxKeys: 3 }),
        required: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        title: fc.string({ maxLength: 2 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('string'), pattern: fc.constant('^a') }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ minimum: fc.nat(3) }),
    fc.record({ type: fc.constant(['string', 'null']) }),
  ) as unknown as fc.Arbitrary<JsonObject>,
}));

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.constant(null),
    fc.constant(0.5),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3 }),
  ) as fc.Arbitrary<Json>,
}));

// As JSON.parse gives them: own members whatever their names.
const parsed = <T>(thing: T): T => JSON.parse(JSON.stringify(thing));

test('a quick yes is always the validator’s yes', () => {
  let yes = 0;
  fc.assert(
    fc.property(schema, value, (someSchema, someValue) => {
      const [rule, instance] = [parsed(someSchema), parsed(someValue)];
      if (!isSurelyValid(createQuickCheck(rule), instance)) return;
      yes += 1;
      expect(new Validator(rule, '2020-12').validate(instance).valid).toBe(true);
    }),
    { numRuns: 20_000 },
  );
  expect(yes).toBeGreaterThan(200);
});

describe('plain schemas get their yes without the validator', () => {
  const order = {
    type: 'object',
    properties: {
      customer: { type: 'string', description: 'Who.', minLength: 1, maxLength: 20 },
      limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
      state: { enum: ['open', 'shipped'] },
      lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'] } },
    },
    required: ['customer'],
    additionalProperties: false,
  };

  test.each([[{ customer: 'c' }], [{ customer: 'c', limit: 500, state: 'open', lines: [{ sku: 'x', more: 1 }] }]])(
    '%j',
    (args) => {
      expect(isSurelyValid(createQuickCheck(order), args)).toBe(true);
    },
  );

  test.each([
    [{}],
    [{ customer: 1 }],
    [{ customer: 'c', limit: 0 }],
    [{ customer: 'c', limit: 1.5 }],
    [{ customer: 'c', state: 'lost' }],
    [{ customer: 'c', lines: [{}] }],
    [{ customer: 'c', other: 1 }],
    [[]],
    [null],
  ])('%j has none', (args) => {
    expect(isSurelyValid(createQuickCheck(order), args)).toBe(false);
  });
});
