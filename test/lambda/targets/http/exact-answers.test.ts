import type { RequestListener } from 'node:http';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { createTestServer, modern, modernHeaders, tool } from '../../protocol/support/server.ts';
import { environment, toolOf } from '../support.ts';
import { answering, startUpstream } from './upstream.ts';

/** More than a double can tell from its neighbours: it becomes 9007199254740992. */
const ID = '9007199254740993';
const ROUNDED = '9007199254740992';
const NOTE = 'Not exact: an expression of this tool rounded numbers beyond 2^53 - 1.';

interface Called {
  /** The response as it is sent. */
  readonly sent: string;
  /** The text of each block. */
  readonly texts: readonly string[];
  readonly isError: boolean;
  readonly urls: readonly string[];
}

/** Calls a tool through the protocol, whose upstream answers so. */
async function call(answer: RequestListener, target: JsonObject, output?: JsonObject): Promise<Called> {
  const upstream = await startUpstream(answer);
  try {
    const block = { type: 'http', url: `${upstream.origin}/things`, ...target };
    const run = prepareHttp(toolOf(block, { output }), environment());
    const server = createTestServer([tool(output ? { output } : {})], { run, now: Date.now });
    const { text, frames } = await server.post(
      modern('tools/call', { name: 'greet', arguments: {} }),
      modernHeaders('tools/call', { 'mcp-name': 'greet' }),
    );
    const pieces = [text];
    for await (const piece of frames ?? []) pieces.push(piece);
    const sent = pieces.at(-1) ?? '';
    const { result } = JSON.parse(sent.replace(/^.*data: /s, ''));
    const texts = result.content.map((block: { text: string }) => block.text);
    return { sent, texts, isError: result.isError === true, urls: upstream.seen.map(({ url }) => url) };
  } finally {
    await upstream.close();
  }
}

const json = (body: string) => answering(200, 'application/json', body);
const ndjson = (body: string) => answering(200, 'application/x-ndjson', body);
const OBJECT = { type: 'object' } as const;

describe('an integer beyond 2^53 in an answer stays exact', () => {
  test.each<[string, RequestListener, JsonObject, JsonObject | undefined, string]>([
    [
      'with an output schema',
      json(`{"id":${ID},"deep":[{"n":[${ID}]}]}`),
      {},
      OBJECT,
      `{"id":${ID},"deep":[{"n":[${ID}]}]}`,
    ],
    [
      'in what an expression passes on whole',
      json(`{"data":{"id":${ID}}}`),
      { result: '{% $response.body.data %}' },
      undefined,
      `{"id":${ID}}`,
    ],
    ['on pages', json(`[{"id":${ID}},${ID}]`), { pagination: { type: 'link' } }, undefined, `[{"id":${ID}},${ID}]`],
    [
      'in rows with an output schema',
      ndjson(`{"id":${ID}}\n`),
      { stream: 'ndjson' },
      { type: 'array' },
      `[{"id":${ID}}]`,
    ],
    ['in rows', ndjson(`{"id":${ID}}\n${ID}\n`), { stream: 'ndjson' }, undefined, `[{"id":${ID}},${ID}]`],
    [
      'in what a row is reduced to',
      ndjson(`{"data":{"id":${ID}}}\n`),
      { stream: 'ndjson', row: '{% $row.data %}' },
      undefined,
      `[{"id":${ID}}]`,
    ],
  ])('%s', async (_where, answer, target, output, text) => {
    const { sent, texts, isError } = await call(answer, target, output);

    expect({ isError, texts }).toEqual({ isError: false, texts: [text] });
    if (output !== undefined) expect(sent).toContain(`"structuredContent":${text}`);
  });
});

describe('a number that an expression copies is written as it came', () => {
  test.each<[string, RequestListener, JsonObject, readonly string[]]>([
    [
      'copied alone',
      json(`{"id":${ID}}`),
      { result: "{% { 'order': { 'id': $response.body.id } } %}" },
      [`{"order":{"id":${ID}}}`],
    ],
    ['the only value', json(`{"id":${ID}}`), { result: '{% $response.body.id %}' }, [ID]],
    [
      'in objects that it filters',
      json(`{"rows":[{"id":${ID}},{"id":1}]}`),
      { result: "{% { 'rows': $response.body.rows[id > 5] } %}" },
      [`{"rows":{"id":${ID}}}`],
    ],
    [
      'in all rows of pages',
      json(`{"items":[{"id":${ID}},${ID}]}`),
      { pagination: { type: 'link', items: '{% $response.body.items %}' }, result: "{% { 'all': $response.body } %}" },
      [`{"all":[{"id":${ID}},${ID}]}`],
    ],
    [
      'in a mapped row',
      ndjson(`{"id":1}\n{"id":${ID}}\n`),
      { stream: 'ndjson', row: "{% { 'n': $row.id } %}" },
      [`[{"n":1},{"n":${ID}}]`],
    ],
    [
      'in a row that is the number',
      ndjson(`${ID}\n`),
      { stream: 'ndjson', row: "{% { 'n': $row } %}" },
      [`[{"n":${ID}}]`],
    ],
    [
      'in mapped items of a page',
      json(`{"items":[{"id":${ID}}]}`),
      { pagination: { type: 'link', items: "{% $response.body.items.{ 'n': id } %}" } },
      [`[{"n":${ID}}]`],
    ],
  ])('%s', async (_where, answer, target, texts) => {
    expect((await call(answer, target)).texts).toEqual(texts);
  });
});

describe('the result names a number that an expression rounded', () => {
  test.each<[string, RequestListener, JsonObject, readonly string[]]>([
    [
      'in a text',
      json(`{"id":${ID}}`),
      { result: "{% { 'text': 'Order ' & $response.body.id } %}" },
      [`{"text":"Order ${ROUNDED}"}`, `${NOTE}\ntext: ${ROUNDED}, was ${ID}`],
    ],
    [
      'computed',
      json(`{"id":${ID}}`),
      { result: "{% { 'next': $response.body.id * 4 } %}" },
      ['{"next":36028797018963970}', `${NOTE}\nnext: 36028797018963970`],
    ],
    [
      'copied, where two numbers are rounded to the same one',
      json(`{"rows":[{"id":${ID}},{"id":${ROUNDED}}]}`),
      { result: "{% [$response.body.rows.{ 'n': id }] %}" },
      [`[{"n":${ROUNDED}},{"n":${ROUNDED}}]`, expect.stringContaining(`${NOTE}\n0/n: ${ROUNDED}`)],
    ],
    [
      'copied whole, where two numbers are rounded to the same one',
      json(`{"rows":[{"id":${ID}},{"id":${ROUNDED}}]}`),
      { result: '{% [$response.body.rows[id > 1]] %}' },
      [`[{"id":${ID}},{"id":${ROUNDED}}]`],
    ],
  ])('%s', async (_where, answer, target, texts) => {
    expect((await call(answer, target)).texts).toEqual(texts);
  });

  test('and no number that is exact', async () => {
    const body = `{"id":${ID},"safe":9007199254740991,"half":0.5,"text":"${ID}"}`;
    const result = "{% { 'safe': $response.body.safe, 'half': $response.body.half, 'text': $response.body.text } %}";

    const { texts } = await call(json(body), { result });

    expect(texts).toEqual([`{"safe":9007199254740991,"half":0.5,"text":"${ID}"}`]);
  });
});

describe('the cursor to the next page', () => {
  const items = '{% $response.body.items %}';

  test('is sent as it came', async () => {
    const pages = (request: { url?: string }) =>
      request.url?.includes('after') ? '{"items":[2]}' : `{"items":[1],"next":${ID}}`;
    const pagination = { type: 'cursor', cursor: '{% $response.body.next %}', param: 'after', items };

    const { texts, urls } = await call(
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(pages(request));
      },
      { pagination },
    );

    expect({ texts, urls }).toEqual({ texts: ['[1,2]'], urls: ['/things', `/things?after=${ID}`] });
  });

  test('is refused where its digits are lost', async () => {
    const pagination = { type: 'cursor', cursor: '{% $response.body.next * 3 %}', param: 'after', items };

    const { isError, texts } = await call(json(`{"items":[1],"next":${ID}9}`), { pagination });

    expect(isError).toBe(false);
    expect(texts).toEqual([
      '[1]',
      'The result is incomplete: The cursor to the next page is a number that cannot be represented exactly.',
    ]);
  });
});

describe('an integer beyond 2^53 keeps its digits', () => {
  const inside = json(JSON.stringify({ message: `{"id":${ID}}` }));

  test.each<[string, RequestListener, JsonObject, string]>([
    ['that `$parse` found', inside, { result: '{% $parse($response.body.message).id %}' }, ID],
    [
      'in an object made of what `$parse` found',
      inside,
      { result: "{% { 'id': $parse($response.body.message).id } %}" },
      `{"id":${ID}}`,
    ],
    [
      'that `$parse` found in a row',
      ndjson(`${JSON.stringify({ body: `{"id":${ID}}` })}\n`),
      { stream: 'ndjson', row: '{% $parse($row.body).{ "id": id } %}' },
      `[{"id":${ID}}]`,
    ],
    [
      'as a block of `content`',
      json(`{"id":${ID}}`),
      { content: [{ type: 'text', text: '{% $response.body.id %}' }] },
      ID,
    ],
  ])('%s', async (_, answer, target, text) => {
    const { texts } = await call(answer, target);

    expect(texts).toEqual([text]);
  });

  test('in the message that `error` finds', async () => {
    const answer = answering(409, 'application/json', `{"taken":{"by":${ID}}}`);

    const number = await call(answer, { error: '{% $response.body.taken.by %}' });
    const text = await call(answer, { error: '{% "taken by " & $response.body.taken.by %}' });

    expect(number.texts[0]).toMatch(new RegExp(`: ${ID}$`));
    expect(text.texts[0]).toMatch(new RegExp(`: taken by ${ID}$`));
  });

  test('in the URLs of the next page and of a state', async () => {
    const page = json(`{"items":[{"id":${ID}}]}`);
    const pagination = {
      type: 'link',
      items: '{% $response.body.items %}',
      link: '{% "/after/" & $response.body.items[-1].id %}',
      maxPages: 2,
    };
    const state: RequestListener = (request, response) =>
      json(request.url === '/things' ? `{"id":${ID}}` : '{"done":true}')(request, response);
    const poll = { url: '{% "/jobs/" & $response.body.id %}', until: '{% $response.body.done %}', intervalMs: 100 };

    const pages = await call(page, { pagination });
    const polled = await call(state, { method: 'POST', body: {}, poll });

    expect(pages.urls).toEqual(['/things', `/after/${ID}`]);
    expect(polled.urls).toEqual(['/things', `/jobs/${ID}`]);
  });

  test('and a text in which it was rounded is reported in `content`, too', async () => {
    const content = [{ type: 'text', text: '{% "Order " & $response.body.id %}' }];

    const { texts } = await call(json(`{"id":${ID}}`), { content });

    expect(texts).toEqual([`Order ${ROUNDED}`, `${NOTE}\n0/text: ${ROUNDED}, was ${ID}`]);
  });
});
