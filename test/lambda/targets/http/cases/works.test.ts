import { createHmac } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { answering } from '../upstream.ts';
import { callOf, type Written } from './support.ts';

/** A tool, a call of it, what the upstream gets and what the agent gets. */
interface Case extends Written {
  readonly args?: JsonObject;
  /** Answers in turn, the last one again and again: JSON, or whatever else. @default what the upstream saw */
  readonly answers?: readonly (JsonObject | readonly unknown[] | RequestListener)[];
  /** Method, URL and body of each request. */
  readonly sends?: readonly string[];
  readonly gives: readonly string[];
  readonly fails?: boolean;
}

/** A listener that gives answers in turn. */
function inTurn(answers: NonNullable<Case['answers']>): RequestListener {
  let turn = 0;
  return (request, response) => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
}

const POST = 'method: POST';
const ITEMS = (...ids: number[]) => ({ items: ids.map((id) => ({ id, n: id })) });
const LIST = '{ type: array, items: {} }';
const inputOf = (...names: string[]) =>
  `{ type: object, properties: { ${names.map((name) => `${name}: {}`).join(', ')} } }`;

async function check({ args, answers, sends, gives, fails = false, ...written }: Case): Promise<void> {
  const called = await callOf(written, args, answers && inTurn(answers));

  if (sends !== undefined)
    expect(called.seen.map(({ method, url, body }) => `${method} ${url} ${body}`.trim())).toEqual(sends);
  expect(called.texts.map((text) => text.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST'))).toEqual(gives);
  expect(called.isError).toBe(fails);
}

describe('requests', () => {
  test.each<[string, Case]>([
    [
      'the whole query from the arguments',
      {
        ...{
          target: 'query: "{% $args %}"\nresult: ok',
          input: inputOf('state', 'ids'),
          args: { state: 'a b', ids: [1, 2] },
        },
        ...{ sends: ['GET /things?state=a%20b&ids=1&ids=2'], gives: ['ok'] },
      },
    ],
    [
      'a nested form and query',
      {
        target: `${POST}\nquery: { filter: { value: "{% $args.filter %}", style: deepObject } }\nform: { items: { value: "{% $args.items %}", style: deepObject } }\nresult: ok`,
        ...{ input: inputOf('filter', 'items'), args: { filter: { a: { b: 1 }, c: [2] }, items: [{ price: 'p&1' }] } },
        sends: ['POST /things?filter%5Ba%5D%5Bb%5D=1&filter%5Bc%5D%5B%5D=2 items%5B0%5D%5Bprice%5D=p%261'],
        gives: ['ok'],
      },
    ],
    [
      'a list of numbers with commas',
      {
        ...{
          target: 'query: { ids: { value: "{% $args.ids %}", explode: false } }\nresult: ok',
          input: inputOf('ids'),
        },
        ...{ args: { ids: [1, 2] }, sends: ['GET /things?ids=1,2'], gives: ['ok'] },
      },
    ],
    [
      'a resource name in the path',
      {
        ...{ path: '/v1/{+name}/items', target: 'result: ok', input: inputOf('name') },
        ...{ args: { name: 'projects/p 1/zones/a' }, sends: ['GET /v1/projects/p%201/zones/a/items'], gives: ['ok'] },
      },
    ],
    [
      'a computed segment of the path',
      {
        ...{ path: '/v1/{day}', target: `path: { day: "{% $substringBefore($args.time, 'T') %}" }\nresult: ok` },
        ...{ input: inputOf('time'), args: { time: '2026-11-27T08:00' }, sends: ['GET /v1/2026-11-27'], gives: ['ok'] },
      },
    ],
    [
      'text of any script, and what a query would decode',
      {
        ...{
          target: 'query: { q: "{% $args.q %}" }\nresult: ok',
          input: inputOf('q'),
          args: { q: '日本 😀 a+b%20&c' },
        },
        sends: ['GET /things?q=%E6%97%A5%E6%9C%AC%20%F0%9F%98%80%20a%2Bb%2520%26c'],
        gives: ['ok'],
      },
    ],
    [
      'empty, false, zero, null and absent values',
      {
        target:
          'query: { a: "{% $args.a %}", b: "{% $args.b %}", c: "{% $args.c %}", d: "{% $args.d %}", e: "{% $args.e %}" }\nresult: ok',
        ...{ input: inputOf('a', 'b', 'c', 'd', 'e'), args: { a: '', b: false, c: 0, d: null } },
        ...{ sends: ['GET /things?a=&b=false&c=0'], gives: ['ok'] },
      },
    ],
    [
      'a default of the schema',
      {
        target: `query: { mode: "{% $args.mode %}", other: "{% $args.other ? $args.other : 'o' %}" }\nresult: ok`,
        input: '{ type: object, properties: { mode: { type: string, default: fast mode }, other: { type: string } } }',
        ...{ sends: ['GET /things?mode=fast%20mode&other=o'], gives: ['ok'] },
      },
    ],
    [
      'a type beside a JSON body',
      {
        target: `method: PATCH\nbody: { a: null }\ncontentType: application/merge-patch+json\nresult: "{% $response.body.headers.\`content-type\` %}"`,
        ...{ sends: ['PATCH /things {"a":null}'], gives: ['application/merge-patch+json'] },
      },
    ],
    [
      'a GET with a body',
      { target: 'method: GET\nbody: { size: 1 }\nresult: ok', sends: ['GET /things {"size":1}'], gives: ['ok'] },
    ],
    [
      'the method QUERY',
      { target: 'method: QUERY\nbody: { a: 1 }\nresult: ok', sends: ['QUERY /things {"a":1}'], gives: ['ok'] },
    ],
    [
      'a DELETE with everything',
      {
        path: '/users/{id}/delete',
        target:
          'method: DELETE\nquery: { q: "{% $args.q %}" }\nheaders: { X-H: "{% $args.h %}" }\nbody: { name: "{% $args.n %}" }\nresult: "{% $response.body.headers.`x-h` %}"',
        ...{ input: inputOf('id', 'q', 'h', 'n'), args: { id: '7', q: 'a', h: 'b', n: 'c' } },
        ...{ sends: ['DELETE /users/7/delete?q=a {"name":"c"}'], gives: ['b'] },
      },
    ],
    [
      'lists, booleans and decimals of a body',
      {
        target: `${POST}\nbody: { tags: "{% $args.tags %}", on: "{% $args.on %}", n: "{% $args.n %}", none: "{% $args.none %}" }\nresult: ok`,
        ...{ input: inputOf('tags', 'on', 'n'), args: { tags: ['a'], on: true, n: 1.5 } },
        ...{ sends: ['POST /things {"tags":["a"],"on":true,"n":1.5}'], gives: ['ok'] },
      },
    ],
    [
      'all arguments but those of the path',
      {
        ...{ path: '/things/{id}', input: inputOf('id', 'name') },
        target: `method: PUT\nbody: "{% $sift($args, function($v, $k) { $k != 'id' }) %}"\nresult: ok`,
        ...{ args: { id: '7', name: 'n' }, sends: ['PUT /things/7 {"name":"n"}'], gives: ['ok'] },
      },
    ],
    [
      'an id that is one, for an API that wants a number',
      {
        target: `${POST}\nbody: { id: "{% $number($args.id) %}" }\nresult: ok`,
        ...{ input: inputOf('id'), args: { id: '4711' }, sends: ['POST /things {"id":4711}'], gives: ['ok'] },
      },
    ],
    [
      'the caller',
      {
        target: 'headers: { X-User: "{% $caller.id %}" }\nresult: "{% $response.body.headers.`x-user` %}"',
        gives: ['anonymous'],
      },
    ],
    [
      'several requests in one, with none',
      {
        target: `${POST}\nbody: { requests: "{% [$args.ids#$i.{ 'id': $string($i + 1), 'url': '/users/' & $encodeUrlComponent($) }] %}" }\nresult: ok`,
        ...{ input: inputOf('ids'), args: { ids: [] }, sends: ['POST /things {"requests":[]}'], gives: ['ok'] },
      },
    ],
    [
      'several requests in one',
      {
        target: `${POST}\nbody: { requests: "{% [$args.ids#$i.{ 'id': $string($i + 1), 'url': '/users/' & $encodeUrlComponent($) }] %}" }\nresult: ok`,
        ...{ input: inputOf('ids'), args: { ids: ['a/b'] } },
        ...{ sends: ['POST /things {"requests":[{"id":"1","url":"/users/a%2Fb"}]}'], gives: ['ok'] },
      },
    ],
  ])('%s', async (_, given) => check(given));

  test.each([
    ['three', [{ a: 1 }, { a: 2 }, { a: 3 }], '[{"x":1},{"x":2},{"x":3}]'],
    ['one', [{ a: 1 }], '[{"x":1}]'],
    ['none', [], '[]'],
  ])('a body that is a list of %s', async (_, rows, body) => {
    const target = `${POST}\nbody: "{% [$args.rows.{ 'x': a }] %}"\nresult: ok`;

    await check({ target, input: inputOf('rows'), args: { rows }, sends: [`POST /things ${body}`], gives: ['ok'] });
  });

  test.each([
    ['host', 'is set by the connection itself and cannot be changed'],
    ['Content-Length', 'is set by the connection itself and cannot be changed'],
    ['transfer-encoding', 'is set by the connection itself and cannot be changed'],
    ['X A', 'is not a header name'],
  ])('headers that an argument names, but not %j', async (name, problem) => {
    const target = `${POST}\nheaders: "{% $args.headers %}"\nbody: {}\nresult: ok`;
    const input = inputOf('headers');

    const fine = await callOf({ target, input }, { headers: { 'X-A': 'b' } });
    const refused = await callOf({ target, input }, { headers: { [name]: '3' } });

    expect(fine.seen[0]?.headers).toMatchObject({ 'x-a': 'b', 'content-length': '2' });
    expect(refused).toMatchObject({ isError: true, seen: [] });
    expect(refused.texts).toEqual([`The header ${JSON.stringify(name)} ${problem}.`]);
  });

  test('a file whose text cannot end its part', async () => {
    const data = 'x\r\n--BB\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevil';
    const target = `${POST}\nmultipart: { file: { filename: a.txt, text: "{% $args.data %}" } }\nresult: ok`;

    const { seen } = await callOf({ target, input: inputOf('data') }, { data });

    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    const [, boundary = ''] = /boundary=(.+)$/.exec(String(headers['content-type'])) ?? [];
    expect(body.split(`--${boundary}`)).toHaveLength(3);
    expect(body).toContain(data);
  });

  test('an idempotency key that stays the same when the request is repeated', async () => {
    const target = `${POST}\nheaders: { Idempotency-Key: "{% $uuid() %}" }\nbody: {}`;
    const busy: RequestListener = (_, response) => response.writeHead(503, { 'retry-after': '0' }).end();

    const { seen, texts } = await callOf({ target }, {}, inTurn([busy, { tries: 2 }]));

    expect(texts).toEqual(['{"tries":2}']);
    expect(seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[1]?.headers['idempotency-key']).toBe(seen[0]?.headers['idempotency-key']);
  });
});

describe('pages', () => {
  test.each<[string, Case]>([
    [
      'an offset that grows by the size of a page',
      {
        target: 'query: { limit: 2 }\npagination: { type: page, param: offset, start: 0, step: 2 }',
        answers: [[0, 1], [2], []],
        sends: ['GET /things?limit=2&offset=0', 'GET /things?limit=2&offset=2', 'GET /things?limit=2&offset=4'],
        gives: ['[0,1,2]'],
      },
    ],
    [
      'a cursor among the variables of GraphQL',
      {
        target: `${POST}\nbody: { query: x, variables: { owner: a } }\npagination: { type: cursor, in: body, param: variables.after, cursor: "{% $response.body.page.endCursor %}", items: "{% $response.body.nodes %}" }`,
        answers: [
          { nodes: [1], page: { endCursor: 'c' } },
          { nodes: [2], page: { endCursor: null } },
        ],
        sends: [
          'POST /things {"query":"x","variables":{"owner":"a"}}',
          'POST /things {"query":"x","variables":{"owner":"a","after":"c"}}',
        ],
        gives: ['[1,2]'],
      },
    ],
    [
      'a cursor that is a list',
      {
        target: `${POST}\nbody: { size: 1 }\npagination: { type: cursor, in: body, param: search_after, cursor: "{% $response.body.hits[-1].sort %}", items: "{% $response.body.hits._source %}" }`,
        answers: [{ hits: [{ _source: { a: 1 }, sort: [17, 'x'] }] }, { hits: [] }],
        sends: ['POST /things {"size":1}', 'POST /things {"size":1,"search_after":[17,"x"]}'],
        gives: ['[{"a":1}]'],
      },
    ],
    [
      'a cursor that the agent hands on',
      {
        target:
          'query: { after: "{% $args.after %}" }\npagination: { type: cursor, param: after, cursor: "{% $response.body.next %}", items: "{% $response.body.rows %}" }',
        ...{ input: inputOf('after'), args: { after: 'a' }, answers: [{ rows: [1], next: 'b' }, { rows: [2] }] },
        ...{ sends: ['GET /things?after=a', 'GET /things?after=b'], gives: ['[1,2]'] },
      },
    ],
    [
      'none of the items',
      {
        target: `pagination: { type: link, items: "{% $response.body.items %}" }\nrow: { id: "{% $row.id %}" }`,
        ...{ answers: [ITEMS()], gives: ['[]'] },
      },
    ],
    [
      'an error that an expression raises',
      {
        target: `${POST}\nbody: {}\npagination: { type: cursor, cursor: "{% $response.body.next %}", items: "{% $response.body.ok ? $response.body.rows : $error($response.body.error) %}" }`,
        answers: [{ ok: false, error: 'not_in_channel' }],
        gives: ["The tool's expression `pagination.items` failed: not_in_channel."],
        fails: true,
      },
    ],
  ])('%s', async (_, given) => check(given));

  test('a cursor in a header', async () => {
    const target =
      'pagination: { type: cursor, in: header, param: x-ms-continuation, cursor: "{% $response.headers.`x-ms-continuation` %}" }';
    const first: RequestListener = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'x-ms-continuation': 'c2' }).end('[1]');

    const { seen, texts } = await callOf({ target }, {}, inTurn([first, [2]]));

    expect(seen.map(({ headers }) => headers['x-ms-continuation'])).toEqual([undefined, 'c2']);
    expect(texts).toEqual(['[1,2]']);
  });

  test('that are cut say so in the structured content, too', async () => {
    const target =
      'pagination: { type: cursor, param: after, cursor: "{% $response.body.next %}", items: "{% $response.body.rows %}", maxPages: 1 }\nresult: { rows: "{% $response.body %}", more: "{% $response.more %}" }';
    const output = `{ type: object, properties: { rows: ${LIST}, more: { type: boolean } } }`;

    const { structured, texts } = await callOf(
      { target, more: `output: ${output}\n` },
      {},
      inTurn([{ rows: [1], next: 'b' }]),
    );

    expect(structured).toEqual({ rows: [1], more: true });
    expect(texts[1]).toBe('There are more pages: the tool stopped after 1 page.');
  });

  test('whose numbers are large keep their digits', async () => {
    const target = 'pagination: link\nrow: { id: "{% $row.id %}" }';

    const { texts } = await callOf({ target }, {}, answering(200, 'application/json', '[{"id":1234567890123456789}]'));

    expect(texts).toEqual(['[{"id":1234567890123456789}]']);
  });
});

describe('responses', () => {
  test.each<[string, Case]>([
    ...[ITEMS(), ITEMS(1), ITEMS(1, 2)].map((answer): [string, Case] => [
      `a list of ${answer.items.length}`,
      {
        ...{ target: `result: "{% [$response.body.items.{ 'id': id }] %}"`, answers: [answer] },
        gives: [JSON.stringify(answer.items.map(({ id }) => ({ id })))],
      },
    ]),
    ...[ITEMS(), ITEMS(1)].map((answer): [string, Case] => [
      `a list of ${answer.items.length} that JSONata keeps`,
      {
        ...{ target: `result: "{% [$response.body.items[n > 1].id] %}"`, answers: [answer] },
        gives: ['[]'],
      },
    ]),
    [
      'one item, kept by []',
      { target: `result: "{% $response.body.items[].{ 'id': id } %}"`, answers: [ITEMS(1)], gives: ['[{"id":1}]'] },
    ],
    [
      'nothing that an expression finds',
      {
        target: 'result: "{% $response.body.items.id %}"',
        answers: [ITEMS()],
        gives: ['The result is empty: the expression found nothing.'],
      },
    ],
    ['null', { target: 'result: "{% $response.body.name %}"', answers: [{ name: null }], gives: ['null'] }],
    [
      'JSON within a text',
      {
        target: 'result: "{% $parse($response.body.arguments) %}"',
        answers: [{ arguments: '{"city":"Bern"}' }],
        gives: ['{"city":"Bern"}'],
      },
    ],
    [
      'a picture in JSON',
      {
        target: 'content: [{ type: image, data: "{% $response.body.data[0].b64_json %}", mimeType: image/png }]',
        answers: [{ data: [{ b64_json: 'iVBORw0KGgo=' }] }],
        gives: ['image'],
      },
    ],
    [
      'a text as the content',
      { target: 'content: "{% $response.body.text %}"', answers: [{ text: 'hi' }], gives: ['hi'] },
    ],
    [
      'an error with its data, with status 200',
      {
        target: 'isError: "{% $not($response.body.ok) %}"',
        answers: [{ ok: false, error: 'x' }],
        gives: ['{"ok":false,"error":"x"}'],
        fails: true,
      },
    ],
    [
      'a status that is an answer',
      {
        target: `method: HEAD\nok: [2XX, 404]\nresult: { exists: "{% $response.status = 200 %}" }`,
        ...{
          answers: [(_: unknown, response: Parameters<RequestListener>[1]) => response.writeHead(404).end()],
          gives: ['{"exists":false}'],
        },
      },
    ],
    [
      'a copy that is still fresh',
      {
        target: `headers: { If-None-Match: "{% $args.etag %}" }\nok: [2xx, 304]\nresult: { status: "{% $response.status %}" }`,
        ...{ input: inputOf('etag'), args: { etag: '"v1"' } },
        ...{
          answers: [(_: unknown, response: Parameters<RequestListener>[1]) => response.writeHead(304).end()],
          gives: ['{"status":304}'],
        },
      },
    ],
    [
      'an error that is mapped',
      {
        target: 'error: "{% $response.body.errors %}"',
        answers: [answering(400, 'application/problem+json', '{"errors":{"Name":["is required"]}}')],
        gives: ['GET HOST/things returned 400 Bad Request: {"Name":["is required"]}'],
        fails: true,
      },
    ],
    [
      'a write without a body, of which an expression wants one',
      {
        ...{ target: `${POST}\nbody: {}\nresult: "{% $response.body.id %}"` },
        ...{ answers: [answering(202, 'text/plain', '')], gives: ['POST HOST/things returned 202 without a body.'] },
      },
    ],
    [
      'CSV with quotes',
      {
        ...{ target: `answer: csv\nresult: "{% [$response.body.{ 'name': name, 'city': city }] %}"` },
        answers: [answering(200, 'text/csv', 'name,city\n"Müller, A.","Zürich"\nBob,Bern\n')],
        gives: ['[{"name":"Müller, A.","city":"Zürich"},{"name":"Bob","city":"Bern"}]'],
      },
    ],
    [
      'CSV of another script',
      {
        ...{ target: 'answer: csv' },
        answers: [answering(200, 'text/csv; charset=ISO-8859-1', Buffer.from('Name;Stadt\nMüller;Zürich\n', 'latin1'))],
        gives: ['[{"Name":"Müller","Stadt":"Zürich"}]'],
      },
    ],
    [
      'XML with entities and sections',
      {
        target: `answer: xml\nresult: "{% [$response.body.rss.channel.item.{ 'title': title }] %}"`,
        answers: [
          answering(
            200,
            'application/rss+xml',
            '<rss><channel><item><title>One &amp; only</title></item><item><title><![CDATA[Two <b>]]></title></item></channel></rss>',
          ),
        ],
        gives: ['[{"title":"One & only"},{"title":"Two <b>"}]'],
      },
    ],
    ...['text/json', 'text/plain; charset=utf-8', 'binary/octet-stream', 'application/x-amz-json-1.0'].map(
      (type): [string, Case] => [
        `JSON that is called ${type}`,
        {
          target: 'result: "{% [$response.body.items.n] %}"',
          answers: [answering(200, type, '{"items":[{"n":1}]}')],
          gives: ['[1]'],
        },
      ],
    ),
    [
      'JSON behind a guard',
      {
        target: 'result: "{% $response.body[0].id %}"',
        answers: [answering(200, 'application/json', ')]}\'\n[{"id":"p~1"}]')],
        gives: ['p~1'],
      },
    ],
    [
      'numbers as they came',
      {
        ...{
          target: 'retries: 0',
          answers: [
            answering(200, 'application/json', '{"price":19.90,"big":123456789012345678.25,"id":1234567890123456789}'),
          ],
        },
        gives: ['{"price":19.9,"big":123456789012345678.25,"id":1234567890123456789}'],
      },
    ],
    [
      'a line of a stream with a large number',
      {
        target: 'stream: ndjson',
        answers: [answering(200, 'application/x-ndjson', '{"id":1234567890123456789}\n')],
        gives: ['[{"id":1234567890123456789}]'],
      },
    ],
    [
      'a date that is none',
      {
        ...{
          target: 'result: "{% $toMillis($response.body.at) %}"',
          answers: [{ at: '/Date(1700000000000)/' }],
          fails: true,
        },
        gives: [
          "The tool's expression `result` failed: $toMillis needs a date of ISO 8601, or a picture of another form, and got a text of 21 characters (D3110, character 10).",
        ],
      },
    ],
    [
      'the length of null',
      {
        ...{ target: 'result: "{% $length($response.body.name) %}"', answers: [{ name: null }], fails: true },
        gives: [
          "The tool's expression `result` failed: argument 1 of $length has the wrong type: it is null (T0410, character 8).",
        ],
      },
    ],
    [
      'an order by what an item lacks',
      {
        ...{
          target: 'result: "{% [$response.body^(>body).number] %}"',
          answers: [[{ body: null }, { body: 'x' }]],
          fails: true,
        },
        gives: [
          "The tool's expression `result` failed: an order-by needs numbers or texts, and found null (T2008, character 16).",
        ],
      },
    ],
    [
      'a body of a megabyte that becomes the result',
      {
        ...{ target: 'retries: 0', answers: [{ total: 1, text: 'x'.repeat(1_000_000) }], fails: true },
        gives: ['GET HOST/things returned more than 262144 bytes. Request less, for example with a limit or a filter.'],
      },
    ],
    [
      'a body of a megabyte, of which an expression takes a little',
      {
        target: 'result: "{% $response.body.total %}"',
        answers: [{ total: 1, text: 'x'.repeat(1_000_000) }],
        gives: ['1'],
      },
    ],
  ])('%s', async (_, given) => check(given));

  test.each([
    ['three', ITEMS(1, 2, 3), [{ id: 1 }, { id: 2 }, { id: 3 }]],
    ['one', ITEMS(1), [{ id: 1 }]],
    ['none', ITEMS(), []],
  ])('%s where `output` says list, without [...]', async (_, answer, items) => {
    const target = `result: { items: "{% $response.body.items.{ 'id': id } %}" }`;
    const more = `output: { type: object, properties: { items: ${LIST} }, required: [items] }\n`;

    const { structured } = await callOf({ target, more }, {}, inTurn([answer]));

    expect(structured).toEqual({ items });
  });

  test.each(['string', '[string, "null"]'])('a null where `output` says %s', async (type) => {
    const more = `output: { type: object, properties: { name: { type: ${type} } } }\n`;

    const { isError, texts } = await callOf({ target: 'retries: 0', more }, {}, inTurn([{ name: null }]));

    expect(isError).toBe(type === 'string');
    expect(texts[0]).toContain(type === 'string' ? 'name: Instance type "null" is invalid' : '{"name":null}');
  });

  test('a write without a body, where `output` wants an object', async () => {
    const more = 'output: { type: object, properties: {} }\n';

    const { structured, isError } = await callOf({ target: `${POST}\nbody: {}`, more }, {}, answering(204, '', ''));

    expect({ structured, isError }).toEqual({ structured: {}, isError: false });
  });

  test('a stream that never ends, of which a tool needs some rows', async () => {
    const target = 'stream: ndjson\nmaxRows: 2\nrow: "{% $row.n %}"';
    let closed: Promise<void> | undefined;
    const endless: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      closed = new Promise((resolve) => response.on('close', resolve));
      for (const n of [1, 2, 3]) response.write(`{"n":${n}}\n`);
    };

    const { texts } = await callOf({ target }, {}, endless);

    expect(texts).toEqual(['[1,2]']);
    await closed;
  });

  test('work that is accepted, until it is done', async () => {
    const target = `${POST}\nbody: {}\npoll: { until: "{% $response.body.status = 'done' %}", intervalMs: 100 }\nresult: "{% $response.body.file %}"`;
    const accepted: RequestListener = (_, response) =>
      response.writeHead(202, { location: '/jobs/1', 'retry-after': '0' }).end();

    await check({
      ...{ target, answers: [accepted, { status: 'running' }, { status: 'done', file: 'f1' }] },
      ...{ sends: ['POST /things {}', 'GET /jobs/1', 'GET /jobs/1'], gives: ['f1'] },
    });
  });
});

/** A listener that answers by status, headers and body. */
function responding(status: number, headers: Readonly<Record<string, string>>, body: unknown): RequestListener {
  return (_, response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

describe('operations of further APIs', () => {
  test.each<[string, Case]>([
    [
      'MediaWiki: an object that continues the list',
      {
        target: `query: { action: query, list: search }\npagination: { type: next, next: { query: "{% $response.body.continue %}" }, items: "{% $response.body.query.search.title %}" }`,
        answers: [
          { continue: { sroffset: 1, continue: '-||' }, query: { search: [{ title: 'A' }] } },
          { query: { search: [{ title: 'B' }] } },
        ],
        sends: [
          'GET /things?action=query&list=search',
          'GET /things?action=query&list=search&sroffset=1&continue=-%7C%7C',
        ],
        gives: ['["A","B"]'],
      },
    ],
    [
      'Dropbox: a cursor that stands alone',
      {
        target: `${POST}\nbody: { path: "{% $args.path %}", limit: 2 }\npagination: { type: next, next: { url: "{% $response.body.has_more ? '/things/continue' %}", body: { cursor: "{% $response.body.cursor %}", path: null, limit: null } }, items: "{% $response.body.entries.name %}" }`,
        ...{ input: inputOf('path'), args: { path: '/a' } },
        answers: [
          { entries: [{ name: 'x' }], cursor: 'c1', has_more: true },
          { entries: [{ name: 'y' }], cursor: 'c2', has_more: false },
        ],
        sends: ['POST /things {"path":"/a","limit":2}', 'POST /things/continue {"cursor":"c1"}'],
        gives: ['["x","y"]'],
      },
    ],
    [
      'Heroku: a range of names in a header, with status 206',
      {
        target: `ok: [200, 206]\npagination: { type: cursor, in: header, param: Range, cursor: "{% $response.headers.\`next-range\` %}" }\nrow: "{% $row.name %}"`,
        answers: [responding(206, { 'next-range': ']b..; max=2' }, [{ name: 'a' }, { name: 'b' }]), [{ name: 'c' }]],
        gives: ['["a","b","c"]'],
      },
    ],
    [
      'PostgREST: a total in Content-Range',
      {
        target: `query: { limit: 2 }\nok: [200, 206]\npagination: { type: page, param: offset, start: 0, step: 2, until: "{% $number($substringAfter($response.headers.\`content-range\`, '/')) <= $number($match($response.headers.\`content-range\`, /-([0-9]+)/).groups[0]) + 1 %}" }`,
        answers: [
          responding(206, { 'content-range': '0-1/3' }, [0, 1]),
          responding(206, { 'content-range': '2-2/3' }, [2]),
        ],
        sends: ['GET /things?limit=2&offset=0', 'GET /things?limit=2&offset=2'],
        gives: ['[0,1,2]'],
      },
    ],
    [
      'JSON:API: nested filters, and a relative link',
      {
        target: `headers: { Accept: application/vnd.api+json }\nquery: { filter: { value: "{% $args.filter %}", style: deepObject }, include: { value: "{% $args.include %}", explode: false } }\npagination: { type: link, link: "{% $response.body.links.next %}", items: "{% $response.body.data %}" }\nrow: { id: "{% $row.id %}", name: "{% $row.attributes.name %}" }`,
        ...{
          input: inputOf('filter', 'include'),
          args: { filter: { name: { eq: 'a b' } }, include: ['author', 'tags'] },
        },
        answers: [
          responding(
            200,
            { 'content-type': 'application/vnd.api+json' },
            {
              data: [{ id: '1', attributes: { name: 'N' } }],
              links: { next: '?page[number]=2' },
            },
          ),
          { data: [{ id: '2', attributes: { name: null } }], links: {} },
        ],
        sends: ['GET /things?filter%5Bname%5D%5Beq%5D=a%20b&include=author,tags', 'GET /things?page[number]=2'],
        gives: ['[{"id":"1","name":"N"},{"id":"2","name":null}]'],
      },
    ],
    [
      'Azure Blob Storage: a marker in XML with a byte order mark',
      {
        target: `answer: xml\npagination: { type: cursor, param: marker, cursor: "{% $response.body.EnumerationResults.NextMarker %}", items: "{% $response.body.EnumerationResults.Blobs.Blob %}" }\nrow: "{% $row.Name %}"`,
        answers: ['<NextMarker>m1</NextMarker>', '<NextMarker />'].map((marker, index) =>
          responding(
            200,
            { 'content-type': 'application/xml' },
            `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs><Blob><Name>b${index}</Name></Blob></Blobs>${marker}</EnumerationResults>`,
          ),
        ),
        sends: ['GET /things', 'GET /things?marker=m1'],
        gives: ['["b0","b1"]'],
      },
    ],
    [
      'Gemini: a list that arrives item by item',
      {
        target: `${POST}\nbody: { contents: [{ parts: [{ text: "{% $args.text %}" }] }] }\nstream: json\nrow: "{% $row.candidates[0].content.parts[0].text %}"\nresult: "{% $join($response.body) %}"`,
        ...{ input: inputOf('text'), args: { text: 'hi' } },
        answers: [
          responding(
            200,
            {},
            `[{\n  "candidates": [{"content": {"parts": [{"text": "Hel"}]}}]\n}\n,\r\n{"candidates": [{"content": {"parts": [{"text": "lo"}]}}]}\n]`,
          ),
        ],
        gives: ['Hello'],
      },
    ],
    [
      'Azure DevOps: a JSON Patch of all arguments',
      {
        target: `method: PATCH\ncontentType: application/json-patch+json\nbody: "{% [$args.changes ~> $keys() ~> $map(function($k) { { 'op': 'add', 'path': '/fields/' & $k, 'value': $lookup($args.changes, $k) } })] %}"\nresult: "{% $response.body.headers.\`content-type\` %}"`,
        ...{ input: inputOf('changes'), args: { changes: { 'System.Title': 'x' } } },
        sends: ['PATCH /things [{"op":"add","path":"/fields/System.Title","value":"x"}]'],
        gives: ['application/json-patch+json'],
      },
    ],
    [
      'Zabbix: an error of JSON-RPC with status 200',
      {
        target: `${POST}\nbody: { jsonrpc: "2.0", id: 1, method: host.get, params: { filter: { host: "{% $args.host %}" } } }\nisError: "{% $exists($response.body.error) %}"\nresult: "{% $response.body.result %}"`,
        ...{ input: inputOf('host'), args: { host: 'a' } },
        answers: [{ jsonrpc: '2.0', id: 1, error: { code: -32602, message: 'Invalid params.', data: 'No rights.' } }],
        gives: [
          'POST HOST/things reported a failure: {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params.","data":"No rights."}}',
        ],
        fails: true,
      },
    ],
    [
      'Replicate: work that fails without a result',
      {
        target: `${POST}\nbody: {}\npoll: { url: "{% $response.body.urls.get %}", until: "{% $response.body.status in ['succeeded', 'failed'] %}", failed: "{% $response.body.status = 'failed' %}", intervalMs: 100 }\nresult: "{% $response.body.output %}"`,
        answers: [
          { status: 'starting', urls: { get: '/p/1' } },
          { status: 'failed', error: 'NSFW' },
        ],
        gives: ['GET HOST/p/1 reported a failure: {"status":"failed","error":"NSFW"}'],
        fails: true,
      },
    ],
    [
      'Greenhouse: a key as the user name',
      {
        target:
          'auth: { type: basic, secret: token, password: "" }\nresult: "{% $response.body.headers.authorization %}"',
        gives: ['Basic [secret]'],
      },
    ],
    [
      'Splunk: a form whose answer is lines of JSON',
      {
        target: `${POST}\nform: { search: "{% 'search ' & $args.q %}", output_mode: json }\nstream: ndjson\nrow: "{% $row.result %}"`,
        ...{ input: inputOf('q'), args: { q: 'index=x | head 1' } },
        answers: [responding(200, {}, '{"preview":false,"result":{"a":"1"}}\n{"preview":false,"lastrow":true}\n')],
        sends: ['POST /things search=search%20index%3Dx%20%7C%20head%201&output_mode=json'],
        gives: ['[{"a":"1"}]'],
      },
    ],
    [
      'OData 2: a quote in a filter, and a message with its language',
      {
        target: `query:\n  $filter: >-\n    {% "Name eq '" & $replace($args.name, "'", "''") & "'" %}`,
        ...{ input: inputOf('name'), args: { name: "O'Neil" } },
        answers: [responding(400, {}, { error: { code: 'SY/530', message: { lang: 'en', value: 'Syntax error' } } })],
        sends: ["GET /things?%24filter=Name%20eq%20'O''Neil'"],
        gives: ['GET HOST/things returned 400 Bad Request: Syntax error'],
        fails: true,
      },
    ],
  ])('%s', async (_, given) => check(given));

  test.each([
    ['text/plain', 'data:text/plain;base64,aGk-'],
    ['a text without padding', 'aGk-'],
    ['a text in lines', 'aG\r\nk+'],
  ])('a file in base64 as %s', async (_, data) => {
    const file = 'file: { filename: a, data: "{% $args.data %}" }';
    const input = inputOf('data');

    const parts = await callOf({ target: `${POST}\nmultipart: { ${file} }\nresult: ok`, input }, { data });
    const bytes = await callOf({ target: 'method: PUT\nbinary: "{% $args.data %}"\nresult: ok', input }, { data });

    expect(parts.seen[0]?.body).toContain('\r\n\r\nhi>\r\n--');
    expect(bytes.seen[0]?.body).toBe('hi>');
  });

  test('a webhook that signs with its time', async () => {
    const target = `${POST}\nbody: { a: 1 }\nauth: { type: hmac, secret: token, name: X-Signature, string: "{% $string($request.timestamp) & '.' & $request.body %}", value: "{% 't=' & $request.timestamp & ',v1=' & $request.signature %}" }\nresult: ok`;

    const { seen } = await callOf({ target });

    const [, time, signature] = /^t=(\d+),v1=(\w+)$/.exec(String(seen[0]?.headers['x-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', 's3cr3t-token').update(`${time}.{"a":1}`).digest('hex'));
  });
});
