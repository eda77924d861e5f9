import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { createCheck } from '../../../../../lambda/schema/index.ts';
import { targetTypes } from '../../../../support/targets.ts';

const $schema = 'http://json-schema.org/draft-07/schema#';

async function publish(schemas: { input?: object; output?: object }) {
  const tool = { kind: 'Tool', server: 'orders', name: 'list', description: 'Lists.', input: { type: 'object' } };
  const text = JSON.stringify({ ...tool, ...schemas, target: { type: 'echo', text: 'x' } }, undefined, 1);
  const { documents, faults, warnings } = await validateDocuments(
    parseDocuments('t.json', text).documents,
    targetTypes,
  );
  const [document] = documents as readonly { input: JsonObject; output: JsonObject }[];
  return { document, faults: faults.map(formatFault), warnings: warnings.map(formatFault) };
}

test('a schema of draft-07 is published as draft 2020-12', async () => {
  const schema = {
    $schema,
    type: 'object',
    properties: {
      pair: {
        type: 'array',
        items: [{ type: 'string' }, { $ref: '#/definitions/row/items/0' }],
        additionalItems: false,
      },
      list: { type: 'array', items: { type: 'string' }, additionalItems: { type: 'number' } },
      named: { $ref: '#row' },
      reply: { $ref: '#/dependencies/named' },
      // Names of arguments, and data, may look like keywords.
      definitions: { default: { items: [1], dependencies: {} } },
    },
    definitions: {
      row: { $id: '#row', type: 'array', items: [{ type: 'integer' }] },
      'a/b': { $ref: '#/definitions/row', description: 'Kept.', maxItems: 0 },
    },
    dependencies: { pair: ['list'], named: { required: ['list'] } },
  };

  const { document, faults } = await publish({ input: schema, output: schema });

  expect(faults).toEqual([]);
  expect(document?.input).toEqual({
    type: 'object',
    properties: {
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { $ref: '#/$defs/row/prefixItems/0' }], items: false },
      list: { type: 'array', items: { type: 'string' } },
      named: { $ref: '#row' },
      reply: { $ref: '#/dependentSchemas/named' },
      definitions: { default: { items: [1], dependencies: {} } },
    },
    $defs: {
      row: { $anchor: 'row', type: 'array', prefixItems: [{ type: 'integer' }] },
      'a/b': { $ref: '#/$defs/row', description: 'Kept.' },
    },
    dependentRequired: { pair: ['list'] },
    dependentSchemas: { named: { required: ['list'] } },
  });
  expect(document?.output).toEqual(document?.input);
});

test.each([
  ['items', { items: [{ type: 'string' }], additionalItems: false }, [['a']], [[1], ['a', 1]]],
  ['a reference, beside which nothing counts', { $ref: '#/definitions/d', maximum: 1 }, [5], ['a']],
  ['dependencies', { dependencies: { a: ['b'] } }, [{ b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
])('the rewritten schema accepts the same values: %s', async (_name, a, valid, invalid) => {
  const definitions = { d: { type: 'integer' } };

  const { document } = await publish({ input: { $schema, type: 'object', properties: { a }, definitions } });

  const check = await createCheck(document?.input ?? {});
  for (const value of valid) expect(check({ a: value })).toBeUndefined();
  for (const value of invalid) expect(check({ a: value })).not.toBeUndefined();
});

test('errors name the keys that the author wrote', async () => {
  const { faults } = await publish({
    input: {
      $schema,
      type: 'object',
      properties: { pair: { items: [{ pattern: '(?=a)' }], additionalItems: { pattern: '(?=b)' } } },
      definitions: { row: { pattern: '(?=c)' } },
      dependencies: { pair: { pattern: '(?=d)' } },
    },
  });

  expect(faults.map((fault) => fault.replace(/pattern: .*/, 'pattern'))).toEqual([
    't.json:13: document 1: input.properties.pair.items[0].pattern',
    't.json:17: document 1: input.properties.pair.additionalItems.pattern',
    't.json:28: document 1: input.dependencies.pair.pattern',
    't.json:23: document 1: input.definitions.row.pattern',
  ]);
});

describe('keywords of older drafts in a schema that names none', () => {
  const property = (a: object) => publish({ input: { type: 'object', properties: { a } } });

  test.each([
    [
      { type: 'array', items: [{ type: 'string' }] },
      'input.properties.a.items: a list of `items` is draft-07: name it `prefixItems`, or set `$schema: http://json-schema.org/draft-07/schema#`',
    ],
    [
      { type: 'number', minimum: 5, exclusiveMinimum: true },
      'input.properties.a.exclusiveMinimum: a boolean `exclusiveMinimum` is draft-04: write `exclusiveMinimum: 5` in place of `minimum`',
    ],
    [
      { type: 'number', maximum: 9, exclusiveMaximum: false },
      'input.properties.a.exclusiveMaximum: a boolean `exclusiveMaximum` is draft-04: write only `maximum`',
    ],
  ])('%j is refused once, with the fix', async (schema, message) => {
    expect((await property(schema)).faults).toEqual([expect.stringContaining(message)]);
  });

  test('draft-04 keywords are refused in draft-07, too', async () => {
    const { faults } = await publish({
      input: { $schema, type: 'object', properties: { n: { minimum: 1, exclusiveMinimum: true } } },
    });

    expect(faults).toEqual([expect.stringContaining('input.properties.n.exclusiveMinimum: a boolean')]);
  });

  test.each([
    [{ dependencies: { a: ['b'] } }, '`dependencies` has no effect in draft 2020-12: use `dependentRequired`'],
    [{ type: 'array', items: {}, additionalItems: false }, '`additionalItems` has no effect in draft 2020-12'],
  ])('%j is published with a warning', async (schema, message) => {
    const { document, faults, warnings } = await property(schema);

    expect({ faults, published: document?.input.properties }).toEqual({ faults: [], published: { a: schema } });
    expect(warnings).toEqual([expect.stringContaining(message)]);
  });
});
