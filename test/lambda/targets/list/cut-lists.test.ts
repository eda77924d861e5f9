import type { ToolResult } from '../../../../lambda/content/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { startUpstream, type Upstream } from '../http/upstream.ts';
import { callContext, environment, resultOf, toolOf } from '../support.ts';

const LIMIT = 4_000;
const PAGE = 20;
const ALL = Array.from({ length: 90 }, (_, index) => ({ id: index, name: `the "part" ${index} of ${'é'.repeat(10)}` }));

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    const from = Number(new URL(request.url ?? '', 'http://x').searchParams.get('from') ?? 0);
    const items = ALL.slice(from, from + PAGE);
    const next = from + PAGE < ALL.length ? from + PAGE : undefined;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items, next }));
  });
});
afterAll(() => upstream.close());

const target = {
  type: 'http',
  pagination: {
    ...{ type: 'cursor', param: 'from', cursor: '{% $response.body.next %}', items: '{% $response.body.items %}' },
    resume: '{% $args.cursor %}',
  },
};

interface Listed {
  readonly result: ToolResult;
  readonly note: string | undefined;
  readonly incomplete: JsonObject | undefined;
}

async function list(own: JsonObject, args: JsonObject, output?: JsonObject): Promise<Listed> {
  const tool = toolOf({ ...target, url: upstream.origin, ...own }, output && { output });
  const result = await resultOf(prepareHttp(tool, environment()), args, callContext({ resultBytes: LIMIT }));
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(LIMIT);
  expect(result.isError).toBeUndefined();
  const last = result.content.length > 1 ? result.content.at(-1) : undefined;
  const incomplete = result._meta?.['spillway/incomplete'] as JsonObject | undefined;
  return { result, note: last?.type === 'text' ? last.text : undefined, incomplete };
}

const textIn = ({ content: [block] }: ToolResult) => JSON.parse(block?.type === 'text' ? block.text : '');

describe('a list that is larger than `limits.resultBytes`', () => {
  const array = { type: 'array', items: { type: 'object' } };
  const page = { type: 'object', properties: { rows: array } };
  const result = '{% { "rows": [$response.body], "more": $response.more, "next": $response.next } %}';

  test.each<[string, JsonObject, JsonObject | undefined, (listed: ToolResult) => readonly unknown[]]>([
    ['as it is', {}, undefined, textIn],
    ['with an output schema', {}, array, ({ structuredContent }) => structuredContent as readonly unknown[]],
    ['streamed', { stream: 'pages' }, undefined, textIn],
    ['of mapped rows', { row: '{% $row.id % 3 > 0 ? $row %}' }, undefined, textIn],
    ['mapped by `result`', { result }, undefined, (listed) => textIn(listed).rows],
    [
      'mapped by `result`, with an output schema',
      { result },
      page,
      ({ structuredContent }) => (structuredContent as { rows: readonly unknown[] }).rows,
    ],
  ])('%s is cut as a success, and continues until its end', async (_, own, output, rowsOf) => {
    const rows: unknown[] = [];
    let cursor: JsonObject[string];
    let calls = 0;
    for (; calls < 20 && (calls === 0 || cursor !== undefined); calls += 1) {
      const listed = await list(own, cursor === undefined ? {} : { cursor }, output);
      rows.push(...rowsOf(listed.result));
      cursor = listed.incomplete?.next;
      if (listed.incomplete === undefined) continue;
      expect(listed.incomplete).toEqual({ more: true, next: cursor });
      expect(listed.note).toMatch(
        /^There are more rows: the tool stopped after \d+ rows, at its limit of 4000 bytes\. To/,
      );
      expect(listed.note).toContain(`the argument cursor: ${JSON.stringify(cursor)}`);
      if (own.result !== undefined) expect(textIn(listed.result)).toMatchObject({ more: true, next: cursor });
    }

    expect(rows).toEqual(own.row === undefined ? ALL : ALL.filter(({ id }) => id % 3 > 0));
    expect(calls).toBeGreaterThan(1);
  });

  test('is counted in whole where `result` makes less of it', async () => {
    const { result: made, note } = await list({ result: '{% $count($response.body) %}', row: '{% $row.id %}' }, {});

    expect(made).toEqual({ content: [{ type: 'text', text: '90' }] });
    expect(note).toBeUndefined();
  });

  test('whose first row does not fit is an error', async () => {
    const tool = toolOf({ ...target, url: upstream.origin, row: '{% $pad("", 5000, "x") %}' });
    const call = resultOf(prepareHttp(tool, environment()), {}, callContext({ resultBytes: LIMIT }));

    await expect(call).rejects.toThrow(/returned more than 4000 bytes\. Request less/);
  });

  test('of which `result` makes too much however few rows there are is an error', async () => {
    const tool = toolOf({ ...target, url: upstream.origin, result: '{% $pad("", 5000, "x") %}' });
    const call = resultOf(prepareHttp(tool, environment()), {}, callContext({ resultBytes: LIMIT }));

    await expect(call).rejects.toThrow(/returned more than 4000 bytes\. Request less/);
  });
});

describe('a list that is cut for another reason has it in its `_meta`, too', () => {
  test.each<[string, JsonObject, JsonObject, RegExp]>([
    ['`maxRows`', { maxRows: 2 }, { next: { skip: 2 } }, /^There are more rows: the tool stopped after 2 rows\. To/],
    [
      '`maxPages`',
      { pagination: { ...target.pagination, maxPages: 1 } },
      { next: { query: { from: 20 } } },
      /^There are more pages: the tool stopped after 1 page\. To/,
    ],
    [
      '`maxPages`, without `resume`',
      { pagination: { ...target.pagination, maxPages: 1, resume: undefined } },
      {},
      /^There are more pages: the tool stopped after 1 page\.$/,
    ],
    [
      'a link that cannot be followed',
      { pagination: { type: 'link', link: '{% $response.body.next %}', items: '{% $response.body.items %}' } },
      { failure: 'The link to the next page is not a string.' },
      /^The result is incomplete: The link/,
    ],
  ])('%s', async (_, own, members, words) => {
    for (const output of [undefined, { type: 'array' }]) {
      const { note, incomplete } = await list(own as JsonObject, {}, output);

      expect(note).toMatch(words);
      expect(incomplete).toEqual({ more: true, ...members });
    }
  });
});
