import { withTable } from '../../../support/table-kinds.ts';
import { allParts, callContext, resultOf } from '../support.ts';
import { CITIES, type Cities, cityName, kinds } from './cities.ts';

const ALL = {
  operation: 'Query',
  keyConditionExpression: 'country = :c',
  expressionAttributeValues: { ':c': 'NL' },
  row: '{% $row.name %}',
};
const names = (...indexes: number[]) => indexes.map(cityName);
const range = (from: number, to: number) => names(...Array.from({ length: to - from }, (_, index) => from + index));

describe.each(kinds)('a dynamodb query: $name', (kind) => {
  let cities: Cities;
  const check = withTable(kind, (subject) => {
    cities = subject;
  });
  beforeEach(() => {
    if (kind.run) cities.proxy.seen.length = 0;
  });

  check('finds a partition, in the order of its sort key', async () => {
    expect(await cities.json(ALL)).toEqual(range(0, CITIES));
    expect(cities.proxy.seen).toHaveLength(1);
  });

  check('gives whole items without a `row`', async () => {
    expect(await cities.json({ ...ALL, row: undefined, limit: 1 })).toEqual([
      { country: 'NL', name: 'c00', population: 0, area: 0.25, region: 'even' },
    ]);
  });

  check('takes values by expression, and names by placeholder', async () => {
    const target = {
      ...ALL,
      keyConditionExpression: '#c = :c AND #n BETWEEN :from AND :to',
      expressionAttributeNames: { '#c': 'country', '#n': 'name' },
      expressionAttributeValues: { ':c': '{% $args.country %}', ':from': '{% $args.from %}', ':to': 'c05' },
    };
    expect(await cities.json(target, { country: 'NL', from: 'c03' })).toEqual(range(3, 6));
  });

  check('never splices a value into an expression', async () => {
    const target = { ...ALL, expressionAttributeValues: { ':c': '{% $args.country %}' } };
    expect(await cities.json(target, { country: 'NL OR country = XX' })).toEqual([]);
  });

  check('reads an index, backwards', async () => {
    const target = {
      ...ALL,
      index: 'byPopulation',
      keyConditionExpression: 'country = :c AND population > :p',
      expressionAttributeValues: { ':c': 'NL', ':p': 20_000 },
      order: '{% $args.order %}',
    };
    expect(await cities.json(target, { order: 'desc' })).toEqual(range(21, 25).reverse());
    expect(await cities.json(target, { order: 'asc' })).toEqual(range(21, 25));
    expect(await cities.json(target)).toEqual(range(21, 25));
  });

  check('projects', async () => {
    const target = { ...ALL, row: undefined, limit: 2, projectionExpression: '#n, area' };
    expect(await cities.json({ ...target, expressionAttributeNames: { '#n': 'name' } })).toEqual([
      { name: 'c00', area: 0.25 },
      { name: 'c01', area: 1.25 },
    ]);
  });

  check('leaves out a clause of a list when one of its values is not there', async () => {
    const target = {
      ...ALL,
      keyConditionExpression: ['country = :c', '#n >= :from'],
      filterExpression: [
        '#r = :r',
        'population < :max OR population > :min',
        '(area < :small OR area > :big)',
        'attribute_exists(area)',
      ],
      expressionAttributeNames: { '#r': 'region', '#n': 'name' },
      expressionAttributeValues: {
        ':c': 'NL',
        ':from': '{% $args.from %}',
        ':r': '{% $args.region %}',
        ':max': '{% $args.max %}',
        ':min': '{% $args.min %}',
        ':small': '{% $args.small %}',
        ':big': 24,
      },
    };
    expect(await cities.json(target)).toEqual(range(0, CITIES));
    expect(await cities.json(target, { max: 1 })).toEqual(range(0, CITIES));
    expect(await cities.json(target, { from: 'c22' })).toEqual(range(22, 25));
    expect(await cities.json(target, { region: 'odd', max: 4000, min: 20_000 })).toEqual(names(1, 3, 21, 23));
    expect(await cities.json(target, { from: 'c02', region: 'even', small: 4.5 })).toEqual(names(2, 4, 24));
  });

  check('keeps its limit over pages, and says that there may be more', async () => {
    const target = { ...ALL, limit: '{% $args.limit %}', pageSize: 3 };
    const { content } = await resultOf(cities.prepare(target), { limit: 7 });
    expect(content).toEqual([
      { type: 'text', text: JSON.stringify(range(0, 7)) },
      { type: 'text', text: 'There may be more than 7 rows.' },
    ]);
    expect(cities.proxy.seen.map(({ body }) => body.Limit)).toEqual([3, 3, 1]);
    expect((await resultOf(cities.prepare(target), { limit: 30 })).content).toHaveLength(1);
  });

  check('keeps its limit where a filtered page gives more', async () => {
    const filter = {
      filterExpression: '#r = :r',
      expressionAttributeNames: { '#r': 'region' },
      expressionAttributeValues: { ':c': 'NL', ':r': 'odd' },
    };
    const result = { items: '{% $response.items %}', count: '{% $response.count %}', more: '{% $response.more %}' };
    const target = { ...ALL, ...filter, limit: 4, result };
    expect(await cities.json(target)).toEqual({ items: names(1, 3, 5, 7), count: 4, more: true });
    expect(await cities.json({ ...target, pageSize: 2 })).toEqual({ items: names(1, 3, 5, 7), count: 4, more: true });
    expect(await cities.json({ ...target, limit: 20 })).toMatchObject({ count: 12, more: false });
  });

  check('goes on where an earlier call ended', async () => {
    const target = {
      ...ALL,
      limit: 10,
      exclusiveStartKey: '{% $args.after %}',
      result: { items: '{% $response.items %}', next: '{% $response.lastEvaluatedKey %}' },
    };
    const first = (await cities.json(target)) as { items: string[]; next: { name: string } };
    expect(first).toEqual({ items: range(0, 10), next: { country: 'NL', name: 'c09' } });
    expect(await cities.json(target, { after: first.next })).toMatchObject({ items: range(10, 20) });
    const other = { country: 'XX', name: 'a' };
    expect((await cities.failure(target, { after: other })).message).toContain('DynamoDB rejected the request');
  });

  check('leaves out an item for which `row` finds nothing, and may use arguments', async () => {
    const row = '{% $row.population > $args.above ? { "n": $row.name, "a": $args.above } %}';
    expect(await cities.json({ ...ALL, row }, { above: 22_000 })).toEqual([
      { n: 'c23', a: 22_000 },
      { n: 'c24', a: 22_000 },
    ]);
  });

  check('is structured content too when the tool has an output schema', async () => {
    const prepared = cities.prepare({ ...ALL, limit: 2 }, { output: { type: 'array' } });
    expect(await resultOf(prepared, {})).toMatchObject({ structuredContent: range(0, 2) });
  });

  check('streams pages whose rows together are the result', async () => {
    const prepared = cities.prepare({ ...ALL, stream: 'pages', pageSize: 10 }, { output: { type: 'array' } });
    const parts = await allParts(prepared({}, callContext()));
    const partial = (rows: string[]) => ({
      type: 'partial',
      content: [{ type: 'text', text: JSON.stringify(rows) }],
      structuredContent: rows,
      rows: rows.length,
    });
    const whole = range(0, CITIES);
    expect(parts).toEqual([
      partial(range(0, 10)),
      partial(range(10, 20)),
      partial(range(20, 25)),
      {
        type: 'result',
        result: { content: [{ type: 'text', text: JSON.stringify(whole) }], structuredContent: whole },
      },
    ]);
  });

  check('asks for a consistent read only where the tool does', async () => {
    await cities.json({ ...ALL, consistentRead: true });
    await cities.json(ALL);
    expect(cities.proxy.seen.map(({ body }) => body.ConsistentRead)).toEqual([true, false]);
  });
});
