import type { JsonObject } from '../../../lambda/json.ts';
import { createListing } from '../../../lambda/schema/index.ts';

const LIST: JsonObject = { type: 'array', items: { type: 'object', properties: { tags: { type: 'array' } } } };
const listed = (schema: JsonObject, value: unknown) => (createListing(schema) ?? ((same) => same))(value);

describe('lists where a schema says list', () => {
  test.each<[string, JsonObject, unknown, unknown]>([
    ['none', { type: 'array' }, undefined, []],
    ['null', { type: 'array' }, null, []],
    ['a null that the schema allows', { type: ['array', 'null'] }, null, null],
    ['one', { type: 'array' }, 'a', ['a']],
    ['many', { type: 'array' }, [1, 2], [1, 2]],
    ['one member', { type: 'object', properties: { a: { type: 'array' } } }, { a: 1, b: 2 }, { a: [1], b: 2 }],
    ['no member', { type: 'object', properties: { a: { type: 'array' } } }, {}, { a: [] }],
    ['members of items', LIST, { tags: 'x' }, [{ tags: ['x'] }]],
    ['members of each item', LIST, [{ tags: 'x' }, {}], [{ tags: ['x'] }, { tags: [] }]],
    ['other members', { type: 'object', additionalProperties: { type: 'array' } }, { x: 1 }, { x: [1] }],
    ['a reference', { $ref: '#/$defs/l', $defs: { l: { type: 'array' } } }, 1, [1]],
    ['a value of another type', { type: 'object', properties: { a: { type: 'array' } } }, 'text', 'text'],
    ['a choice', { anyOf: [{ type: 'array' }, { type: 'string' }] }, 'a', 'a'],
    ['a list or null', { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] }, 'a', ['a']],
    ['null where a list may be null', { oneOf: [{ type: 'null' }, { type: 'array' }] }, null, null],
    [
      'a reference or null',
      { anyOf: [{ $ref: '#/$defs/l' }, { type: 'null' }], $defs: { l: { type: 'array' } } },
      1,
      [1],
    ],
    ['a part of all', { allOf: [{ type: 'object', properties: { a: { type: 'array' } } }] }, { a: 1 }, { a: [1] }],
    [
      'a reference to itself',
      { anyOf: [{ $ref: '#/$defs/x' }], $defs: { x: { anyOf: [{ $ref: '#/$defs/x' }] }, y: { type: 'array' } } },
      1,
      1,
    ],
    [
      'a member named __proto__',
      { type: 'object', properties: { a: { type: 'array' } } },
      JSON.parse('{"__proto__":1}'),
      JSON.parse('{"__proto__":1,"a":[]}'),
    ],
  ])('%s', (_, schema, value, expected) => {
    const before = JSON.stringify(value);

    expect(JSON.stringify(listed(schema, value))).toBe(JSON.stringify(expected));
    expect(JSON.stringify(value)).toBe(before);
  });

  test('what satisfies the schema stays the same value', () => {
    const value = [{ tags: ['x'] }];

    expect(listed(LIST, value)).toBe(value);
    expect(createListing({ type: 'object', properties: { a: { type: 'string' } } })).toBeUndefined();
  });
});
