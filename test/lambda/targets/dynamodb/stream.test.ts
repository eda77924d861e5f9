import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../../lambda/json.ts';
import { isParts, type Part } from '../../../../lambda/targets/parts.ts';
import { gate } from '../gate.ts';
import { allParts, callContext, partsOf, resultOf } from '../support.ts';
import { CITIES, type Cities, cityName, startCities } from './cities.ts';
import { refusal } from './proxy.ts';

const PAGES = {
  operation: 'Query',
  keyConditionExpression: 'country = :c',
  expressionAttributeValues: { ':c': '{% $args.country %}' },
  row: '{% $row.name %}',
  stream: 'pages',
  pageSize: 5,
};
const NL = { country: 'NL' };
const rowsOf = (part: Part | undefined) => (part?.type === 'partial' ? part.rows : undefined);

describe('pages of a dynamodb query', () => {
  let cities: Cities;
  beforeAll(async () => {
    cities = await startCities();
  });
  beforeEach(() => {
    cities.proxy.seen.length = 0;
    cities.proxy.intercept = () => undefined;
  });
  afterEach(() => gate.open());
  afterAll(() => cities.close());

  /** Holds every page but the first. */
  const holdLaterPages = () => {
    gate.close();
    cities.proxy.intercept = async ({ body, gone }) => {
      if (body.ExclusiveStartKey !== undefined) await gate.pass(gone);
      return undefined;
    };
  };
  const until = async (holds: () => boolean) => {
    for (const begun = Date.now(); !holds(); await sleep(2)) {
      if (Date.now() - begun > 2_000) throw new Error(`still not: ${holds}`);
    }
  };

  test('leave one by one: the first is out while the second is under way, and no third is asked for', async () => {
    holdLaterPages();
    const parts = partsOf(cities.prepare(PAGES)(NL, callContext()));
    expect(rowsOf((await parts.next()).value)).toBe(5);
    await until(() => gate.holding === 1);
    await sleep(20);
    expect(cities.proxy.seen).toHaveLength(2);
    gate.open();
    expect(rowsOf((await parts.next()).value)).toBe(5);
    await until(() => cities.proxy.seen.length === 3);
    await parts.return(undefined);
  });

  test('are fetched while the one before is consumed', async () => {
    let pages = 0;
    for await (const { type } of partsOf(cities.prepare(PAGES)(NL, callContext()))) {
      if (type !== 'partial') continue;
      pages += 1;
      const asked = Math.min(pages + 1, 6);
      await until(() => cities.proxy.seen.length === asked);
    }
    expect(pages).toBe(5);
  });

  test('have 100 items where the block does not say', async () => {
    await allParts(cities.prepare({ ...PAGES, pageSize: undefined })(NL, callContext()));
    await allParts(cities.prepare({ ...PAGES, pageSize: undefined, limit: 3 })(NL, callContext()));
    await allParts(cities.prepare({ ...PAGES, pageSize: undefined, stream: 'none' })(NL, callContext()));
    await allParts(cities.prepare({ ...PAGES, pageSize: undefined, filterExpression: 'area > :c' })(NL, callContext()));
    expect(cities.proxy.seen.map(({ body }) => body.Limit)).toEqual([100, 3, 1000, undefined]);
  });

  test('that are the only one say nothing before the result', async () => {
    const parts = await allParts(cities.prepare({ ...PAGES, pageSize: 100 })(NL, callContext()));
    expect(parts.map(({ type }) => type)).toEqual(['result']);
  });

  test('come together with the result when they are the last', async () => {
    const outcome = cities.prepare({ ...PAGES, pageSize: 13 })(NL, callContext());
    const batches: number[] = [];
    if (isParts(outcome)) for await (const given of outcome) batches.push(Array.isArray(given) ? given.length : 1);
    expect(batches).toEqual([1, 2]);
  });

  test('without any row say nothing', async () => {
    const none = { ...PAGES, row: '{% $row.nothing %}' };
    const parts = await allParts(cities.prepare(none)(NL, callContext()));
    expect(parts).toEqual([{ type: 'result', result: { content: [{ type: 'text', text: '[]' }] } }]);
  });

  test('are not written out for a caller who wants none', async () => {
    const parts = await allParts(cities.prepare(PAGES)(NL, callContext({ partials: false })));
    expect(parts.slice(0, -1)).toEqual(Array(5).fill({ type: 'partial', content: [], rows: 5 }));
  });

  test('are mapped by `result` as a whole at the end', async () => {
    const result = { count: '{% $response.count %}', last: '{% $response.items[-1] %}', more: '{% $response.more %}' };
    const { content } = await resultOf(cities.prepare({ ...PAGES, result, limit: 12 }), NL);
    expect(content).toEqual([{ type: 'text', text: JSON.stringify({ count: 12, last: cityName(11), more: true }) }]);
  });

  test('stay when a later one fails: their rows are the result, with a note and the key to go on with', async () => {
    cities.proxy.intercept = (_, index) =>
      index === 2 ? refusal('AccessDeniedException', 'no access to arn:aws:dynamodb:x:1:table/towns') : undefined;
    const note =
      'The result is incomplete: Query on table cities failed: this deployment is not allowed to do that. Retrying ' +
      'will not help until an operator changes its permissions.';
    const rows = JSON.stringify(Array.from({ length: 10 }, (_, index) => cityName(index)));
    for (const stream of ['pages', 'none']) {
      cities.proxy.seen.length = 0;
      const { content, isError } = await resultOf(cities.prepare({ ...PAGES, stream }), NL);
      expect({ content, isError }).toEqual({
        content: [
          { type: 'text', text: rows },
          { type: 'text', text: note },
        ],
      });
    }
    cities.proxy.seen.length = 0;
    const result = '{% [$response.count, $response.more, $exists($response.lastEvaluatedKey), $response.failure] %}';
    const mapped = await resultOf(cities.prepare({ ...PAGES, result }), NL);
    expect(mapped.content[0]).toEqual({
      type: 'text',
      text: expect.stringMatching(/^\[10,true,true,"Query on table cities failed: .*"\]$/),
    });
  });

  test('without a row before a failure end with its error', async () => {
    cities.proxy.intercept = (_, index) => (index === 1 ? refusal('AccessDeniedException', 'no access') : undefined);

    const { message } = await cities.failure({ ...PAGES, row: '{% $row.nothing %}' }, NL);

    expect(message).toMatch(/is not allowed to do that/);
  });

  test.each(['pages', 'none'])('that outgrow the result end it as a success (stream: %s)', async (stream) => {
    const context = callContext({ resultBytes: 900 });

    const result = await resultOf(cities.prepare({ ...PAGES, row: '{% $row %}', stream, pageSize: 4 }), NL, context);

    expect(JSON.stringify(result).length).toBeLessThanOrEqual(900);
    expect(result).toMatchObject({ _meta: { 'spillway/incomplete': { more: true } } });
    const [block, note] = result.content;
    const rows: JsonObject[] = JSON.parse(block?.type === 'text' ? block.text : '');
    expect(rows.map(({ name }) => name)).toEqual(Array.from({ length: rows.length }, (_, index) => cityName(index)));
    expect(note).toMatchObject({
      text: `There are more rows: the tool stopped after ${rows.length} rows, at its limit of 900 bytes. Request less, for example with a limit or a filter.`,
    });
    expect(cities.proxy.seen.length).toBeLessThanOrEqual(4);
  });

  test('that outgrow the result can be continued, as `result` maps them', async () => {
    const target = {
      ...PAGES,
      row: '{% $row %}',
      exclusiveStartKey: '{% $args.after %}',
      result: '{% { "rows": [$response.items], "more": $response.more, "next": $response.lastEvaluatedKey } %}',
    };
    const context = callContext({ resultBytes: 900 });
    const rows: JsonObject[] = [];
    let after: JsonObject | undefined;
    let calls = 0;
    do {
      const result = await resultOf(cities.prepare(target), { ...NL, ...(after && { after }) }, context);
      expect(JSON.stringify(result).length).toBeLessThanOrEqual(900);
      const [block, note] = result.content;
      const page = JSON.parse(block?.type === 'text' ? block.text : '');
      rows.push(...page.rows);
      expect(page.more).toBe(page.next !== undefined);
      if (page.more) expect(note).toMatchObject({ text: expect.stringContaining('at its limit of 900 bytes') });
      after = page.next;
      calls += 1;
    } while (after !== undefined && calls < 20);

    expect(rows.map(({ name }) => name)).toEqual(Array.from({ length: CITIES }, (_, index) => cityName(index)));
    expect(calls).toBeGreaterThan(1);
  });

  test('whose first row does not fit end with an error', async () => {
    const { message } = await cities.failure(
      { ...PAGES, row: '{% $pad("", 200, "x") %}' },
      NL,
      callContext({ resultBytes: 100 }),
    );
    expect(message).toContain('Query on table cities returned more than 100 bytes. Request less');
  });

  test('end at the deadline, with what was sent', async () => {
    holdLaterPages();
    const context = callContext({ timeoutMs: 150 });
    const parts = await allParts(cities.prepare(PAGES)(NL, context));
    expect(Date.now()).toBeLessThanOrEqual(context.deadline);
    expect(parts.map(({ type }) => type)).toEqual(['partial', 'result']);
    expect(parts.at(-1)).toMatchObject({
      result: {
        content: [
          {},
          {
            text: 'The result is incomplete: Query on table cities failed: it took too long. Try again, or request less.',
          },
        ],
      },
    });
    await until(() => cities.proxy.seen[1]?.aborted === true);
  });

  test('stop with whoever listens: the request under way is given up', async () => {
    holdLaterPages();
    const parts = partsOf(cities.prepare(PAGES)(NL, callContext()));
    await parts.next();
    await until(() => gate.holding === 1);
    await parts.return(undefined);
    await until(() => cities.proxy.seen[1]?.aborted === true);
    expect(cities.proxy.seen).toHaveLength(2);
  });

  test('are asked for by nobody before the first part is', async () => {
    cities.prepare(PAGES)(NL, callContext());
    await sleep(20);
    expect(cities.proxy.seen).toHaveLength(0);
  });

  test.each([
    [{ limit: 0 }, '`limit` must be an integer above 0'],
    [{ limit: 1.5 }, '`limit` must be an integer above 0'],
    [{ limit: '10' }, '`limit` must be an integer above 0'],
    [{ order: 'up' }, '`order` must be asc or desc'],
    [{ start: 'a' }, '`exclusiveStartKey` must be an object'],
    [{ country: '' }, 'A key cannot be an empty string, but `:c` is'],
    [{ country: undefined }, "The tool's expressions need a value for `:c`"],
  ])('are not asked for with %j', async (args, expected) => {
    const target = {
      ...PAGES,
      limit: '{% $args.limit %}',
      order: '{% $args.order %}',
      exclusiveStartKey: '{% $args.start %}',
    };
    expect((await cities.failure(target, { ...NL, ...args })).message).toContain(expected);
    expect(cities.proxy.seen).toHaveLength(0);
  });

  test('whose rows take too long to map end at the deadline', async () => {
    const slow = { ...PAGES, pageSize: 25, row: '{% $sum([1..3000].($ * 2)) %}' };
    const context = callContext({ timeoutMs: 100 });
    const { message } = await cities.failure(slow, NL, context);
    expect(message).toContain('it took too long');
  });
});
