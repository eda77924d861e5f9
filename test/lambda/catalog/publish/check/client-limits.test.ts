import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import { targetTypes } from '../../../../support/targets.ts';

/** A valid tool with another input, and what publishing says about it. */
async function publish(input: string, name = 'list') {
  const text = `kind: Tool\nserver: orders\nname: ${name}\ndescription: Lists.\ninput: ${input}\ntarget: { type: echo, text: x }\n`;
  const { documents, faults, warnings } = await validateDocuments(
    parseDocuments('t.yaml', text).documents,
    targetTypes,
  );
  return { published: documents.length, faults: faults.map(formatFault), warnings: warnings.map(formatFault) };
}

const ID = 'properties: { id: { type: string } }';

describe('a tool that clients refuse is published with a warning that has the fix', () => {
  test.each([
    [
      'a name with dots',
      `{ type: object, ${ID} }`,
      'orders.list',
      't.yaml:3: warning: document 1: name: some clients refuse tools whose names have dots or more than 64 characters: rename it, for example `orders_list`',
    ],
    ['a long name', `{ type: object, ${ID} }`, 'a'.repeat(65), `for example \`${'a'.repeat(64)}\``],
    [
      'no properties',
      '{ type: object }',
      'list',
      't.yaml:5: warning: document 1: input: some clients refuse an `input` without `properties`: add `properties: {}` if the tool has no arguments',
    ],
    [
      'an array without items',
      '{ type: object, properties: { ids: { type: array } } }',
      'list',
      'input.properties.ids: some clients refuse an array without `items`: add `items`, the schema of its elements (`{}` for any)',
    ],
    [
      'a nullable array without items',
      '{ type: object, properties: { ids: { type: [array, "null"] } } }',
      'list',
      'input.properties.ids: some clients refuse an array without `items`',
    ],
    [
      'a tuple without items',
      '{ type: object, properties: { ids: { type: array, prefixItems: [{ type: string }] } } }',
      'list',
      'an array without `items`',
    ],
    [
      'an object without properties, in a list',
      '{ type: object, properties: { rows: { type: array, items: { type: object } } } }',
      'list',
      'input.properties.rows.items: some clients refuse an object without `properties`: add `properties`, `{}` if any are allowed',
    ],
    ...['anyOf', 'oneOf', 'allOf'].map((keyword) => [
      `${keyword} at the top`,
      `{ type: object, ${ID}, ${keyword}: [{ required: [id] }] }`,
      'list',
      `input.${keyword}: some models refuse \`${keyword}\` at the top of \`input\`: list all arguments under \`properties\``,
    ]),
  ])('%s', async (_name, input, name, warning) => {
    expect(await publish(String(input), name)).toEqual({
      published: 1,
      faults: [],
      warnings: [expect.stringContaining(String(warning))],
    });
  });
});

test.each([
  ['plain arguments', `{ type: object, ${ID} }`, 'list'],
  ['no arguments', '{ type: object, properties: {}, additionalProperties: false }', 'list'],
  ['a name of 64 characters', `{ type: object, ${ID} }`, 'a'.repeat(64)],
  [
    'a map of names to numbers',
    '{ type: object, properties: { m: { type: object, additionalProperties: { type: number } } } }',
    'list',
  ],
  [
    'anyOf below the top',
    '{ type: object, properties: { id: { anyOf: [{ type: string }, { type: integer }] } } }',
    'list',
  ],
  ['a list of anything', '{ type: object, properties: { ids: { type: array, items: {} } } }', 'list'],
])('no warning about %s', async (_name, input, name) => {
  expect(await publish(input, name)).toEqual({ published: 1, faults: [], warnings: [] });
});

test.each([
  ['a header', 'b: { type: number, x-mcp-header: B }', 'only a parameter of type string, integer or boolean'],
  ['a default', 'b: { type: number, default: x }', 'default: does not satisfy its own schema'],
])('a warning about a schema does not hide an error in %s', async (_name, property, message) => {
  const warned = 'a: { type: array, items: {}, additionalItems: false }';
  const { published, faults, warnings } = await publish(`{ type: object, properties: { ${warned}, ${property} } }`);

  expect(published).toBe(0);
  expect(faults).toEqual([expect.stringContaining(message)]);
  expect(warnings).toEqual([expect.stringContaining('`additionalItems` has no effect in draft 2020-12')]);
});

test('a warning about a schema does not hide another one', async () => {
  const input = '{ type: object, properties: { a: { type: array, additionalItems: false } } }';

  expect((await publish(input)).warnings).toEqual([
    expect.stringContaining('`additionalItems` has no effect'),
    expect.stringContaining('an array without `items`'),
  ]);
});

test('a tool with an error is not published, and its warnings are reported all the same', async () => {
  const { published, faults, warnings } = await publish('{ type: object }', '"orders.list"\nnope: 1');

  expect(published).toBe(0);
  expect(faults).toEqual([expect.stringContaining('unknown key `nope`')]);
  expect(warnings).toHaveLength(2);
});
