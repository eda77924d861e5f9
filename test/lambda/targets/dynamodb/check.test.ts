import { validateDocuments } from '../../../../lambda/catalog/publish/check/index.ts';
import { parseDocuments } from '../../../../lambda/catalog/publish/load/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { dynamodbTarget } from '../../../../lambda/targets/dynamodb/publish.ts';
import { clausesOf, joinClauses } from '../../../../lambda/targets/dynamodb/request/clauses.ts';
import { targetTypes } from '../../../../lambda/targets/publish.ts';
import type { TargetTool } from '../../../../lambda/targets/types.ts';
import { toolOf } from '../support.ts';

const check = async (target: JsonObject, rest: Partial<TargetTool> = {}) =>
  (await dynamodbTarget.check(toolOf({ type: 'dynamodb', table: 'a', ...target }, rest))).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
const QUERY = {
  operation: 'Query',
  keyConditionExpression: 'id = :id',
  expressionAttributeValues: { ':id': '{% $args.id %}' },
};
const WRITES = { annotations: { readOnlyHint: false } };

describe('checking a dynamodb block', () => {
  test('names every key that an operation lacks or does not have', async () => {
    expect(await check({ operation: 'UpdateItem', key: { id: 1 }, stream: 'pages', limit: 1 }, WRITES)).toEqual([
      ': UpdateItem needs `updateExpression`: add it',
      expect.stringContaining(
        'UpdateItem needs `conditionExpression`: a write states the condition that the item must meet',
      ),
      'stream: UpdateItem has no `stream`: remove it',
      'limit: UpdateItem has no `limit`: remove it',
    ]);
  });

  test('holds placeholders and their definitions together, both ways', async () => {
    const faults = await check({
      ...QUERY,
      filterExpression: ['#a = :b', '#a > :c'],
      expressionAttributeNames: { '#x': 'x' },
      expressionAttributeValues: { ':id': 1, ':c': 2, ':unused': 3 },
    });
    expect(faults).toEqual([
      'expressionAttributeValues.:unused: is not used by any expression: remove it (or quote the expression: in YAML, " #" begins a comment)',
      'expressionAttributeNames.#x: is not used by any expression: remove it (or quote the expression: in YAML, " #" begins a comment)',
      ': an expression uses :b, but `expressionAttributeValues` does not define it',
      ': an expression uses #a, but `expressionAttributeNames` does not define it',
    ]);
  });

  test('wants values in placeholders, never in expressions', async () => {
    const faults = await check({ ...QUERY, filterExpression: 'a = {% $args.a %}' });
    expect(faults).toEqual([
      expect.stringMatching(/^filterExpression: must be fixed text: use a placeholder such as :v/),
    ]);
  });

  test('knows which variables a template may use', async () => {
    const faults = await check({ ...QUERY, limit: '{% $row.n %}', row: '{% $response.n %}', result: '{% $row %}' });
    expect(faults).toEqual([
      'limit: $row is not defined here; available: $args, $caller (character 1)',
      'row: $response is not defined here; available: $args, $row (character 1)',
      'result: $row is not defined here; available: $args, $response (character 1)',
    ]);
  });

  test('lets a tool write only when it says so, on a condition, and with a result for its output', async () => {
    const remove = { operation: 'DeleteItem', key: { id: 1 }, conditionExpression: 'attribute_exists(id)' };
    expect(await check(remove, WRITES)).toEqual([]);
    const undeclared = [
      expect.stringContaining(
        'operation: DeleteItem changes the table: only a tool with `annotations: { readOnlyHint: false }` may use it',
      ),
    ];
    expect(await check(remove)).toEqual(undeclared);
    expect(await check(remove, { annotations: { readOnlyHint: true } })).toEqual(undeclared);
    expect(await check({ ...remove, returnValues: 'ALL_NEW' }, WRITES)).toEqual([
      'returnValues: DeleteItem returns NONE or ALL_OLD',
    ]);
    expect(await check(remove, { ...WRITES, output: {} })).toEqual([expect.stringContaining('add a `result`')]);
    expect(await check({ ...remove, result: { done: true } }, { ...WRITES, output: {} })).toEqual([]);
  });
});

describe('publishing a dynamodb tool', () => {
  const document = (hint: boolean) => `
kind: Tool
server: shop
name: cancel
description: Cancels an order that was not sent yet.
annotations: { readOnlyHint: ${hint} }
input: { type: object, properties: { id: { type: string } }, required: [id] }
target:
  type: dynamodb
  operation: UpdateItem
  table: orders
  key: { id: "{% $args.id %}" }
  updateExpression: "SET #s = :cancelled"
  conditionExpression: "#s = :open"
  expressionAttributeNames: { "#s": status }
  expressionAttributeValues: { ":open": open, ":cancelled": cancelled }
  returnValues: ALL_NEW
`;
  const publish = (text: string) => validateDocuments(parseDocuments('a.yaml', text).documents, targetTypes);

  test('looks at what the tool says of itself', async () => {
    expect(await publish(document(false))).toMatchObject({ documents: [{ name: 'cancel' }], faults: [] });
    const { documents, faults } = await publish(document(true));
    expect(documents).toEqual([]);
    expect(faults).toMatchObject([{ message: expect.stringContaining('annotations: { readOnlyHint: false }') }]);
  });

  test('says what became of an expression that YAML took for a comment', async () => {
    const { faults } = await publish(document(false).replace('"SET #s = :cancelled"', 'SET #s = :cancelled'));
    expect(faults).toMatchObject([
      {
        path: ['target', 'expressionAttributeValues', ':cancelled'],
        message: expect.stringContaining('" #" begins a comment'),
      },
    ]);
  });
});

describe('clauses', () => {
  test.each([
    [['a = :a'], 'a = :a'],
    [['a = :a OR b = :b'], 'a = :a OR b = :b'],
    [['a = :a', 'b = :b or c = :c'], 'a = :a AND (b = :b or c = :c)'],
    [['(a = :a OR b = :b)', 'c = :c'], '(a = :a OR b = :b) AND c = :c'],
    [['(a = :a) OR (b = :b)', 'c = :c'], '((a = :a) OR (b = :b)) AND c = :c'],
    [['a BETWEEN :a AND :b', 'color = :c'], 'a BETWEEN :a AND :b AND color = :c'],
  ])('%j must all hold', (list, expected) => {
    expect(joinClauses(clausesOf(list))).toBe(expected);
  });
});
