import type { JsonObject } from '../../../lambda/json.ts';
import { type Check, createCheck, defaultsOf, withDefaults } from '../../../lambda/schema/index.ts';
import { timesTheYardstick } from '../../support/processor-time.ts';

const checkOf = async (schema: object): Promise<Check> => createCheck(schema as never, true);

describe('createCheck', () => {
  test('names each offending place once, and at most five', async () => {
    const check = await checkOf({
      type: 'object',
      properties: Object.fromEntries([...'abcdefgh'].map((name) => [name, { type: 'string' }])),
    });
    const text = check({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 'fine' });
    expect(text?.split('\n')).toHaveLength(6);
    expect(text).toContain('a: ');
    expect(text).toContain('and 1 more');
  });

  test.each([
    ['^[A-Z]{2}$', 'DE', 'de'],
    ['^(?:[a-z]+-)*[a-z]+$', 'a-b-c', 'a--b'],
    ['a+b+c', 'xxaabbcc', 'xxaac'],
  ])('pattern %s accepts %s and not %s', async (pattern, good, bad) => {
    const check = await checkOf({ type: 'object', properties: { s: { type: 'string', pattern } } });
    expect(check({ s: good })).toBeUndefined();
    expect(check({ s: bad })).toContain('s: String does not match pattern');
  });

  test('an unknown argument says which are known', async () => {
    const closed = await checkOf({ properties: { colour: {}, size: {} }, additionalProperties: false });
    expect(closed({ color: 1, size: 2 })).toContain('Unknown property "color". Known properties: "colour", "size".');
    const matching = await checkOf({
      properties: { a: {} },
      patternProperties: { '^x-': {} },
      additionalProperties: false,
    });
    expect(matching({ b: 1 })).toContain('Known properties: "a", and names that match ^x-.');
    const empty = await checkOf({ properties: { inner: { additionalProperties: false } } });
    expect(empty({ inner: { b: 1 } })).toBe('inner: Unknown property "b". No properties are accepted here.');
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`p${n}`, {}]));
    const wide = await checkOf({ properties: many, additionalProperties: false });
    expect(wide({ q: 1 })).toContain('"p19", and 10 more.');
  });

  test.each([
    ['integer', '5', 'Send 5 without quotes.'],
    ['boolean', 'true', 'Send true without quotes.'],
    ['object', '{"a":1}', 'Send the object itself, not a string of its JSON.'],
    ['array', '[1]', 'Send the array itself, not a string of its JSON.'],
    ['integer', 1.5, 'Send a number without a fraction.'],
    ['string', 5, 'Send "5" with quotes.'],
    ['string', null, 'Omit it if it is optional.'],
  ])('a wrong type, where %s is expected, says what would do for %j', async (type, value, words) => {
    const check = await checkOf({ properties: { a: { type } } });
    const text = check({ a: value });
    expect(text).toContain(`Expected "${type}". ${words}`);
  });

  test('a wrong type of a result has no advice: nobody can send another one', async () => {
    const check = await createCheck({ properties: { a: { type: 'string' } } });

    expect(check({ a: 5 })).toBe('a: Instance type "number" is invalid. Expected "string".');
  });

  test('a wrong type has no advice where nothing of the value would do', async () => {
    const check = await checkOf({ properties: { a: { type: 'integer' } } });
    expect(check({ a: 'many' })).toBe('a: Instance type "string" is invalid. Expected "integer".');
    expect(check({ a: '5.5' })).toBe('a: Instance type "string" is invalid. Expected "integer".');
  });

  test('a list of a hundred thousand wrong items is refused, in few words', async () => {
    const check = await checkOf({ type: 'object', properties: { s: { type: 'array', items: { type: 'string' } } } });
    expect(check({ s: Array.from({ length: 200_000 }, () => 1) })).toContain('s/0: Instance type "number" is invalid');
    const seeking = await checkOf({ type: 'object', properties: { s: { contains: { type: 'integer' } } } });
    expect(seeking({ s: Array.from({ length: 200_000 }, () => 'a') })).toContain('does not contain item');
  });

  test('items that must differ are compared by a hash, in a list of any length', async () => {
    const check = await checkOf({ type: 'object', properties: { uniqueItems: { type: 'array', uniqueItems: true } } });
    // Compared in pairs, these would outlast the test run.
    const many = Array.from({ length: 100_000 }, (_, n) => n);
    expect(check({ uniqueItems: many })).toBeUndefined();
    expect(check({ uniqueItems: [...many, 7] })).toContain('Duplicate items at indexes 7 and 100000');
    const objects = Array.from({ length: 5_000 }, (_, n) => ({ a: { b: [n] }, c: 'x' }));
    expect(check({ uniqueItems: objects })).toBeUndefined();
    expect(check({ uniqueItems: [...objects, { c: 'x', a: { b: [9] } }] })).toContain('indexes 9 and 5000');
  });

  test('what the caller sent is told back in part', async () => {
    const check = await checkOf({ type: 'object', additionalProperties: false });
    expect(check({ ['x'.repeat(100_000)]: 1 })?.length).toBeLessThan(1_200);
  });

  test('an evil pattern over an evil string is answered at once', async () => {
    const check = await checkOf({ type: 'object', properties: { s: { type: 'string', pattern: '^(a+)+$' } } });
    // On a backtracking engine this would outlast the test run.
    const text = check({ s: `${'a'.repeat(5000)}!` });
    expect(text).toContain('pattern "^(a+)+$"');
  });

  test('a pattern is compiled when it is first used', async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`p${index}`, { pattern: `(${index}b?){1,1000}` }]),
    );

    const ratio = await timesTheYardstick(async () => {
      const check = await checkOf({ type: 'object', properties });
      expect(check({ p7: 'a' })).toContain('String does not match pattern');
    });

    expect(ratio).toBeLessThan(45);
  });

  test.each<[string, JsonObject]>([
    ['a value', { properties: { s: { $ref: '#/examples/0' } }, examples: [{ pattern: '^(a+)+$' }] }],
    ['the names of members', { patternProperties: { '^(a+)+$': {} } }],
  ])('an evil pattern that publishing would refuse, for %s, is interrupted', async (_name, schema) => {
    const check = await checkOf({ type: 'object', ...schema });
    const evil = `${'a'.repeat(60)}!`;

    expect(() => check({ s: evil, [evil]: 1 })).toThrow('against its schema was stopped: it takes more processor time');
  });

  test.each(['default', 'examples', 'const', 'enum'])(
    'the pattern of a property that is called %s is one too',
    async (name) => {
      const check = await checkOf({ type: 'object', properties: { [name]: { type: 'string', pattern: '^(a+)+$' } } });
      expect(check({ [name]: `${'a'.repeat(5000)}!` })).toContain('pattern "^(a+)+$"');
    },
  );

  test('a keyword that nobody knows says nothing', async () => {
    const check = await checkOf({
      type: 'object',
      toString: {},
      properties: { n: { type: 'integer', constructor: 1 } },
    });
    expect([check({ n: 1 }), check({ n: 'x' })]).toEqual([undefined, expect.stringContaining('n: ')]);
  });

  test('patterns of different tools do not mix', async () => {
    const digits = await checkOf({ type: 'string', pattern: '^(\\d+,)*\\d+$' });
    const letters = await checkOf({ type: 'string', pattern: '^([a-z]+,)*[a-z]+$' });
    expect([digits('1,2'), letters('a,b')]).toEqual([undefined, undefined]);
    expect([digits('a,b'), letters('1,2')].every((text) => text?.includes('does not match'))).toBe(true);
  });

  test('a property that is called pattern, and data that looks like a schema, stay what they are', async () => {
    const check = await checkOf({
      type: 'object',
      properties: { pattern: { type: 'string' }, kind: { const: { pattern: '(a+)+' } } },
    });
    expect(check({ pattern: 'anything', kind: { pattern: '(a+)+' } })).toBeUndefined();
  });

  test.each([
    [
      '$defs and $ref',
      { $defs: { p: { type: 'integer' } }, properties: { n: { $ref: '#/$defs/p' } } },
      { n: 1 },
      { n: 'x' },
    ],
    ['if, else', { if: { required: ['a'] }, else: { required: ['b'] } }, { a: 1 }, { c: 1 }],
    ['unevaluatedProperties', { properties: { a: true }, unevaluatedProperties: false }, { a: 1 }, { b: 1 }],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1, b: 1 }, { a: 1 }],
    ['prefixItems', { properties: { l: { prefixItems: [{ type: 'string' }] } } }, { l: ['x', 1] }, { l: [1] }],
    ['format uri', { properties: { u: { type: 'string', format: 'uri' } } }, { u: 'https://a.b/c' }, { u: 'not one' }],
  ])('2020-12: %s', async (_what, schema, good, bad) => {
    const check = await checkOf({ type: 'object', ...schema });
    expect(check(good)).toBeUndefined();
    expect(check(bad)).toBeDefined();
  });
});

describe('withDefaults', () => {
  const defaults = defaultsOf({
    type: 'object',
    properties: { limit: { default: 50 }, q: { type: 'string' }, off: { default: null } },
  });

  test('fills in what is absent and leaves the rest alone', () => {
    expect(withDefaults({ q: 'x' }, defaults)).toEqual({ q: 'x', limit: 50, off: null });
  });

  test('never writes into the arguments', () => {
    const args = Object.freeze({ limit: 1, off: 2 });
    expect(withDefaults(args, defaults)).toBe(args);
    expect(withDefaults(Object.freeze({}), defaults)).toEqual({ limit: 50, off: null });
  });
});
