import { checkTexts } from '../../../lambda/expression/publish.ts';
import type { Json, JsonObject } from '../../../lambda/json.ts';

const ARGS: JsonObject = { type: 'object', properties: { rows: { type: 'array' }, user: { type: 'object' } } };
const TEMPLATES = { result: ['args', 'response'], body: ['args'], query: ['args'] } as const;

async function warningsOf(block: JsonObject, output?: JsonObject): Promise<readonly string[]> {
  const faults = await checkTexts(block, { templates: TEMPLATES, shapes: { args: ARGS }, output });
  expect(faults.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  return faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const ITEMS = '$response.body.items';

describe('lists that an expression loses', () => {
  test.each([
    `${ITEMS}.{ 'id': id }`,
    `${ITEMS}.name`,
    `${ITEMS}[price > 1]`,
    `${ITEMS}[price > 1].name`,
    `${ITEMS}[[0..9]].name`,
    `${ITEMS}^(price)`,
    `$response.body.data.{ 'id': id }`,
    `$map(${ITEMS}, function($v) { $v.id })`,
    `$filter(${ITEMS}, function($v) { $v.id })`,
    `{ 'items': ${ITEMS}.name }`,
    `$args.user ? ${ITEMS}.name : 'none'`,
    `($x := 1; ${ITEMS}.name)`,
    '$args.rows.{ "x": a }',
  ])('warns of %s, with the fix', async (source) => {
    expect(await warningsOf({ result: `{% ${source} %}` })).toEqual([
      expect.stringMatching(/^result: .* write \[.+\]$/),
    ]);
  });

  test.each([
    `[${ITEMS}.{ 'id': id }]`,
    `${ITEMS}[].name`,
    `${ITEMS}[0].name`,
    `${ITEMS}[-1].name`,
    ITEMS,
    `$count(${ITEMS}[price > 1])`,
    `${ITEMS}{ status: $count(id) }`,
    '$response.body.user.name',
    "$response.body.user.{ 'id': id }",
    '$response.body.hits.total.value',
    `{ 'items': [${ITEMS}.name] }`,
    `[$map(${ITEMS}, function($v) { $v.id })]`,
  ])('does not warn of %s', async (source) => {
    expect(await warningsOf({ result: `{% ${source} %}` })).toEqual([]);
  });

  test('warns in bodies of requests, and not in a query, where one value and a list of one are the same', async () => {
    const lines = '{% $args.rows[n > 0].sku %}';

    expect(await warningsOf({ body: { lines } })).toEqual([expect.stringContaining('body.lines: $args.rows[...].sku')]);
    expect(await warningsOf({ query: { lines } })).toEqual([]);
  });

  test.each<[string, Json, JsonObject]>([
    ['the result', `{% ${ITEMS}.name %}`, { type: 'array' }],
    ['a key of the template', { items: `{% ${ITEMS}.name %}` }, { properties: { items: { type: 'array' } } }],
    ['a key inside an expression', `{% { 'items': ${ITEMS}.name } %}`, { properties: { items: { type: 'array' } } }],
    ['one value', `{% ${ITEMS}[id = 1] %}`, { type: 'object' }],
  ])('does not warn where `output` says what %s is', async (_, result, output) => {
    expect(await warningsOf({ result }, output)).toEqual([]);
  });
});
