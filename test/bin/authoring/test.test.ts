import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Desk, openDesk, orders, startUpstream } from './support.ts';

const EXAMPLES = `examples:
  - name: two items
    arguments: { id: 7 }
    response: { body: { items: [{ price: 3 }, { price: 4.5 }] } }
    result: { total: 7.5 }
  - name: an unknown order
    arguments: { id: 8 }
    response: { status: 404, body: '{"error":"none"}' }
    isError: true
`;

describe('spillway test', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = openDesk();
  });
  afterEach(() => desk.remove());

  test('runs the examples of tools without a network', async () => {
    desk.write('orders.yaml', orders('127.0.0.1:1', EXAMPLES));

    const { code, out } = await desk.run(['test', '-f', 'orders.yaml']);

    expect(out).toBe(
      'ok      orders/find_order: two items\nok      orders/find_order: an unknown order\n2 examples: 2 ok, 0 failed',
    );
    expect(code).toBe(0);
  });

  test('runs an action of AWS without an account', async () => {
    desk.write(
      'queues.yaml',
      `kind: Tool
server: orders
name: queues
description: Queues.
input: { type: object }
target: { type: aws, service: sqs, action: ListQueues, role: reader, pagination: true }
examples:
  - arguments: {}
    responses: [{ body: { QueueUrls: [a], NextToken: t } }, { body: { QueueUrls: [b] } }]
    result: [a, b]
`,
    );

    const { code, out } = await desk.run(['test', '-f', 'queues.yaml']);

    expect({ code, out }).toEqual({ code: 0, out: 'ok      orders/queues: example 1\n1 example: 1 ok, 0 failed' });
  });

  test('shows each difference with its place, and fails', async () => {
    desk.write('orders.yaml', orders('127.0.0.1:1', EXAMPLES.replace('7.5', '8')));

    const { code, out, err } = await desk.run(['test', '-f', 'orders.yaml']);

    expect({ code, err }).toEqual({ code: 1, err: 'error: 1 example failed' });
    expect(out).toMatch(
      /failed {2}orders\/find_order: two items \(.*orders\.yaml:21\)\n {2}result\.total: expected 8, found 7\.5/,
    );
  });

  test('reports responses that the tool does not request, and requests without a response', async () => {
    const [one, many] = [
      EXAMPLES.replace('response: {', 'responses: [{').replace('] } }\n', '] } }, {}]\n'),
      'examples:\n  - arguments: { id: 7 }\n',
    ];
    desk.write('a.yaml', orders('127.0.0.1:1', one));
    desk.write('b.yaml', orders('127.0.0.1:1', many));

    expect((await desk.run(['test', '-f', 'a.yaml'])).out).toContain('1 response of the example not requested');
    expect((await desk.run(['test', '-f', 'b.yaml'])).out).toContain('has no recorded response: 0 responses are given');
  });

  test('prints JSON for programs, and counts tools without examples', async () => {
    desk.write('orders.yaml', orders('127.0.0.1:1'));

    const { code, out } = await desk.run(['test', '-f', 'orders.yaml', '--json']);

    expect({ code, ...JSON.parse(out) }).toEqual({ code: 0, examples: [], failed: 0, toolsWithout: 1 });
  });

  test.each([
    ['response: { body: 1 }\n    responses: [{ body: 1 }]', 'an example has either `response` or `responses`'],
    ['result: 1\n    content: []', 'an example has either `result` or `content`'],
    ['response: { body: 1, bodyBase64: AA== }', 'a response has either `body` or `bodyBase64`'],
    [
      'response: { bodyBase64: "AA=" }',
      'orders.yaml:22: document 2: examples[0].response.bodyBase64: is not base64 (RFC 4648, with padding): write what `base64 < FILE` prints',
    ],
    ['responses: [{ body: 1 }, { bodyBase64: "{}" }]', 'examples[0].responses[1].bodyBase64: is not base64'],
    ['response: { stats: 200 }', 'unknown key `stats`'],
    ['response: { status: 99 }', 'must be >= 200'],
  ])('refuses an example with %j', async (keys, message) => {
    desk.write('orders.yaml', orders('127.0.0.1:1', `examples:\n  - arguments: {}\n    ${keys}\n`));

    const { code, err } = await desk.run(['test', '-f', 'orders.yaml']);

    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(message) });
  });

  test('runs a record of pages at one URL, of which one was requested again', async () => {
    let turn = 0;
    const pages = [{ rows: [1], next: 'b' }, undefined, { rows: [2], next: null }];
    const upstream = await startUpstream((_, response) => {
      const page = pages[turn];
      turn += 1;
      response.setHeader('content-type', 'application/json');
      response.setHeader('retry-after', '0');
      response.writeHead(page === undefined ? 503 : 200).end(JSON.stringify(page ?? {}));
    });
    desk.write(
      'pages.yaml',
      `kind: Tool
server: orders
name: candidates
description: Candidates.
input: { type: object, properties: {} }
target:
  type: http
  method: POST
  url: http://${upstream.host}/candidates
  body: { limit: 1 }
  pagination: { type: cursor, in: body, param: after, cursor: "{% $response.body.next %}", items: "{% $response.body.rows %}" }
`,
    );

    const tried = await desk.run(['try', '-f', 'pages.yaml', '--record', '--name', 'two pages']);
    upstream.stop();

    const written = readFileSync(join(desk.directory, 'pages.yaml'), 'utf8');
    expect({ code: tried.code, turn }).toEqual({ code: 0, turn: 3 });
    // the target has the word candidates, not the header `date`
    expect(written).not.toContain('date:');
    expect(await desk.run(['test', '-f', 'pages.yaml'])).toMatchObject({ code: 0 });
  });

  test('runs what `spillway try --record` wrote, which leaves the rest of the file as it is', async () => {
    const upstream = await startUpstream((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"items":[{"price":2}],"note":"s3cret-77"}');
    });
    const before = orders(upstream.host);
    desk.write('orders.yaml', before);
    const words = ['try', '-f', 'orders.yaml', '--args', '{"id": 7}', '--secret', 'token=s3cret-77', '--record'];

    const first = await desk.run([...words, '--name', 'one item']);
    const second = await desk.run(words);
    upstream.stop();

    const written = readFileSync(join(desk.directory, 'orders.yaml'), 'utf8');
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(written.startsWith(before)).toBe(true);
    expect(written).not.toContain('s3cret-77');
    expect(await desk.run(['test', '-f', 'orders.yaml'])).toMatchObject({
      code: 0,
      out: 'ok      orders/find_order: one item\nok      orders/find_order: example 2\n2 examples: 2 ok, 0 failed',
    });
  });
});
