import { withTable } from '../../../support/table-kinds.ts';
import { callContext, resultOf } from '../support.ts';
import { type Cities, kinds } from './cities.ts';

const WRITES = { annotations: { readOnlyHint: false } };
const KEY = { country: 'NL', name: '{% $args.name %}' };
const READ = { operation: 'GetItem', key: KEY, consistentRead: true };
const PUT = {
  operation: 'PutItem',
  item: { country: 'NL', name: '{% $args.name %}', tags: ['a', null, { deep: 1.5 }], old: '{% $args.old %}' },
  conditionExpression: 'attribute_not_exists(country)',
};
const UPDATE = {
  operation: 'UpdateItem',
  key: KEY,
  updateExpression: 'SET #v = :new',
  conditionExpression: '#v = :old',
  expressionAttributeNames: { '#v': 'value' },
  expressionAttributeValues: { ':new': '{% $args.new %}', ':old': '{% $args.old %}' },
};
const DELETE = { operation: 'DeleteItem', key: KEY, conditionExpression: 'attribute_exists(country)' };

describe.each(kinds)('one item of a dynamodb table: $name', (kind) => {
  let cities: Cities;
  const check = withTable(kind, (subject) => {
    cities = subject;
  });
  const write = async (target: object, args: object) =>
    (await resultOf(cities.prepare({ ...target }, WRITES), { ...args })).content[0];

  check('is read by its key, every kind of attribute as JSON', async () => {
    const everything = await cities.json({ operation: 'GetItem', key: { country: 'XX', name: 'everything' } });
    expect(everything).toEqual({
      country: 'XX',
      name: 'everything',
      safe: 9007199254740991,
      beyond: '9007199254740993',
      long: '3.14159265358979323846264338327950288',
      strings: ['a', 'b'],
      numbers: expect.arrayContaining([1, 2.5]),
      binary: 'aGVsbG8=',
      binaries: ['AP8='],
      nothing: null,
      yes: true,
      nested: { list: [1, { deep: '' }] },
    });
  });

  check('is projected, and mapped by `result`', async () => {
    const target = { ...READ, projectionExpression: '#a', expressionAttributeNames: { '#a': 'area' } };
    expect(await cities.json(target, { name: 'c03' })).toEqual({ area: 3.25 });
    const result = { name: '{% $args.name %}', size: '{% $response.item.area * 2 %}' };
    expect(await cities.json({ ...READ, result }, { name: 'c03' })).toEqual({ name: 'c03', size: 6.5 });
  });

  check('that is not there is an error that shows the key', async () => {
    expect(await cities.failure(READ, { name: 'nowhere' })).toEqual({
      message: 'ToolError: Table cities has no item with the key {"country":"NL","name":"nowhere"}.',
      rows: 0,
    });
  });

  check.each([
    [{}, 'The tool needs a value for the key `name`, but the arguments provide none.'],
    [{ name: '' }, 'The key `name` cannot be an empty string.'],
    [{ name: ['a'] }, 'The key `name` must be a string or a number.'],
    [{ name: 7 }, 'GetItem on table cities failed: DynamoDB rejected the request: '],
  ])('is not looked for with the key %j', async (args, expected) => {
    expect((await cities.failure(READ, args)).message).toContain(`ToolError: ${expected}`);
  });

  check('is put once; the second time its condition does not hold', async () => {
    expect(await write(PUT, { name: 'new' })).toEqual({ type: 'text', text: 'PutItem on table cities is done.' });
    expect(await cities.json(READ, { name: 'new' })).toEqual({
      country: 'NL',
      name: 'new',
      tags: ['a', null, { deep: 1.5 }],
    });
    expect(await cities.failure(PUT, { name: 'new' })).toEqual({
      message: expect.stringMatching(
        /^ToolError: PutItem on table cities changed nothing: .* Read the item before you decide what to do\.$/,
      ),
      rows: 0,
    });
  });

  check('is updated while it has the old value, and returned as it then is', async () => {
    const item = { country: 'NL', name: 'counter', value: 1 };
    await write({ ...PUT, item }, {});
    const target = { ...UPDATE, returnValues: 'ALL_NEW' };
    expect(await write(target, { name: 'counter', old: 1, new: { a: [2] } })).toEqual({
      type: 'text',
      text: expect.stringContaining('"value":{"a":[2]}'),
    });
    expect((await cities.failure(target, { name: 'counter', old: 1, new: 3 })).message).toContain('changed nothing');
    expect((await cities.failure(target, { name: 'counter', old: 1 })).message).toContain('need a value for `:new`');
  });

  check('is deleted, and returned as it was', async () => {
    await write(PUT, { name: 'gone', old: true });
    const result = '{% $response.attributes.old %}';
    expect(await write({ ...DELETE, returnValues: 'ALL_OLD', result }, { name: 'gone' })).toEqual({
      type: 'text',
      text: 'true',
    });
    expect((await cities.failure(DELETE, { name: 'gone' })).message).toContain('changed nothing');
  });

  check('whose write is done but whose result cannot be told says so', async () => {
    const lost = await cities.failure({ ...PUT, result: '{% $error("lost") %}' }, { name: 'lost' });
    expect(lost.message).toMatch(
      /^ToolError: PutItem on table cities succeeded, but its result could not be returned\. /,
    );
    const big = { ...DELETE, returnValues: 'ALL_OLD' };
    const context = callContext({ resultBytes: 20 });
    expect((await cities.failure(big, { name: 'lost' }, context)).message).toContain('succeeded, but');
  });

  check('is only written where the stage lets tools write', async () => {
    const before = cities.proxy.seen.length;
    expect((await cities.failure({ ...DELETE, table: 'archive' }, { name: 'c01' })).message).toBe(
      'ToolError: DeleteItem on table archive is not possible: the stage opens that table for reading only. Retrying ' +
        'will not help until an operator sets `writable: true` for it under `tables` in the stage file.',
    );
    expect((await cities.failure({ ...READ, table: 'towns' }, { name: 'c01' })).message).toBe(
      'ToolError: GetItem on table towns is not possible: the stage does not open that table to tools. Retrying will ' +
        'not help until an operator lists it under `tables` in the stage file.',
    );
    expect(cities.proxy.seen).toHaveLength(before);
    expect(await cities.json({ ...READ, table: 'archive' }, { name: 'c01' })).toMatchObject({ name: 'c01' });
  });

  check('may be a whole object of the arguments, but nothing else', async () => {
    const target = { ...PUT, item: '{% $args %}' };
    await write(target, { country: 'NL', name: 'whole', a: { b: 1 } });
    expect(await cities.json(READ, { name: 'whole' })).toEqual({ country: 'NL', name: 'whole', a: { b: 1 } });
    const list = { ...PUT, item: '{% $args.list %}' };
    expect((await cities.failure(list, { list: [1] })).message).toContain(
      '`item` produced a value that is not an object',
    );
    const empty = await cities.failure(target, { country: '', name: 'a' });
    expect(empty.message).toContain('PutItem on table cities failed: DynamoDB rejected the request: ');
  });
});
