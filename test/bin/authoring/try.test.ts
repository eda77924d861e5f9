import { Interrupted } from '../../../bin/cli/index.ts';
import { type Desk, openDesk, orders, startUpstream } from './support.ts';

describe('spillway try', () => {
  let desk: Desk;
  let upstream: Awaited<ReturnType<typeof startUpstream>>;

  beforeEach(async () => {
    desk = openDesk();
    upstream = await startUpstream((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ sent: request.headers.authorization, items: [{ price: 3 }, { price: 4.5 }] }));
    });
    desk.write('orders.yaml', orders(upstream.host));
  });
  afterEach(() => {
    upstream.stop();
    desk.remove();
  });

  test('shows request, response, expressions and result of a tool that is not published', async () => {
    const { code, out } = await desk.run([
      'try',
      '-f',
      'orders.yaml',
      '--args',
      '{"id": 7}',
      '--secret',
      'token=s3cret-77',
    ]);

    expect(code).toBe(0);
    expect(out).toContain(`request   GET http://${upstream.host}/orders/7`);
    expect(out).toContain('authorization: Bearer [secret]');
    expect(out).toMatch(/response {2}200 after \d+ ms, \d+ bytes/);
    expect(out).toContain('result: {"total":7.5}');
    expect(out).toMatch(/result\n {10}\{"total":7.5\}/);
    expect(out).toMatch(/time {6}\d+ ms\ntokens {4}about 4 of the result, \d+ of the tool's entry/);
  });

  test('shows no secret, also where the upstream echoes it', async () => {
    desk.write('local.yaml', 'secrets: { orders: { token: s3cret-77 } }\n');

    for (const json of [[], ['--json']]) {
      const { code, out } = await desk.run(['try', '-f', 'orders.yaml', '--args', '{"id": 7}', ...json]);
      expect({ code, isShown: out.includes('s3cret-77') }).toEqual({ code: 0, isShown: false });
      expect(out).toContain('Bearer [secret]');
    }
  });

  test('names a secret without a value, and what gives it one', async () => {
    const { code, out } = await desk.run(['try', '-f', 'orders.yaml', '--args', '{"id": 7}']);

    expect(code).toBe(1);
    expect(out).toContain(
      'the secret token has no value: pass --secret token=VALUE, or add it to `secrets` in local.yaml',
    );
  });

  test('answers from a file, without a network and without a secret', async () => {
    upstream.stop();
    desk.write('answer.json', '{ "status": 200, "body": { "items": [{ "price": 1 }] } }');

    const { code, out } = await desk.run([
      'try',
      '-f',
      'orders.yaml',
      '--args',
      '{"id": 7}',
      '--response',
      'answer.json',
    ]);

    expect({ code, total: out.includes('{"total":1}') }).toEqual({ code: 0, total: true });
  });

  test('points into an expression that fails', async () => {
    desk.write('answer.json', '{ "body": { "items": [{ "price": "x" }] } }');

    const { code, out, err } = await desk.run([
      'try',
      '-f',
      'orders.yaml',
      '--args',
      '{"id": 7}',
      '--response',
      'answer.json',
    ]);

    expect({ code, err }).toEqual({ code: 1, err: 'error: tool orders/find_order failed: see the result' });
    const [, line = '', caret = ''] = /target\.result failed:\n(.*)\n(.*)/.exec(out) ?? [];
    expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('sum');
    expect(out).toMatch(/orders\.yaml:18: target\.result failed/);
  });

  test('shows and answers with the digits that large integers have in a recorded response', async () => {
    desk.write('answer.json', '{ "body": { "items": [{ "price": 9007199254740993 }] } }');
    desk.write(
      'prices.yaml',
      `kind: Tool
server: orders
name: prices
description: Prices.
input: { type: object }
target: { type: http, url: "https://api.example.com/x", result: "{% [$response.body.items.{ 'p': price }] %}" }
`,
    );

    const { out } = await desk.run(['try', '-f', 'prices.yaml', '--response', 'answer.json']);

    expect(out).toMatch(/"price": 9007199254740993/);
    expect(out).toContain('[{"p":9007199254740993}]');
    expect(out).not.toContain('9007199254740992');
  });

  test('checks arguments as a function does', async () => {
    const { code, out } = await desk.run(['try', '-f', 'orders.yaml', '--args', '{"id": "seven"}']);

    expect(code).toBe(1);
    expect(out).toContain('Invalid arguments for tool find_order');
    expect(out).not.toContain('request ');
  });

  test('prints everything as JSON', async () => {
    desk.write('answer.json', '[{ "status": 404, "body": "none", "headers": { "content-type": "text/plain" } }]');

    const { out } = await desk.run([
      'try',
      '-f',
      'orders.yaml',
      '--args',
      '{"id": 7}',
      '--response',
      'answer.json',
      '--json',
    ]);

    expect(JSON.parse(out)).toMatchObject({
      tool: 'orders/find_order',
      exchanges: [{ request: { method: 'GET' }, response: { status: 404, body: 'none' } }],
      result: { isError: true },
    });
  });

  test('uses the defaults and variables of the server', async () => {
    const written = orders('{host}').replace('hosts:', 'variables: { host: shop.invalid }\nhosts:');
    desk.write('orders.yaml', written);

    const { code, out } = await desk.run([
      'try',
      '-f',
      'orders.yaml',
      '--args',
      '{"id": 7}',
      '--secret',
      'token=abcdef',
      '--var',
      `orders.host=${upstream.host}`,
    ]);

    expect({ code, sent: out.includes(`GET http://${upstream.host}/orders/7`) }).toEqual({ code: 0, sent: true });
  });

  test.each([
    [['--response', 'none.json'], '--response none.json: there is no such file'],
    [['--response', 'wrong.json'], '--response wrong.json: expected { "status": 200'],
    [['--response', 'broken.json'], '--response broken.json: is not valid JSON or YAML'],
    [['--secret', 'abcdef'], '--secret must be NAME=VALUE'],
    [['--tool', 'find'], 'no tool is named find; the files have: orders/find_order'],
    [['--watch', '--record'], 'pass either --watch or --record, not both'],
    [['--record', '--response', 'a.json'], 'pass either --record or --response, not both'],
    [['--name', 'x'], '--name names what --record writes: pass --record'],
    [['--args', '[1]'], '--args must be a JSON object'],
  ])('refuses %j', async (words, message) => {
    desk.write('wrong.json', '{ "stats": 200 }');
    desk.write('broken.json', '{ "status": ');

    const { code, err } = await desk.run(['try', '-f', 'orders.yaml', ...words]);

    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });

  test('says where a tool of a function or table can be tried', async () => {
    desk.write('f.yaml', orders(upstream.host).replace(/target:[\s\S]*/, 'target: { type: lambda, function: shop }\n'));

    const { code, err } = await desk.run(['try', '-f', 'f.yaml', '--args', '{"id": 7}']);

    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('`spillway apply --local`') });
  });

  test('does it again when a file is saved, also after a mistake', async () => {
    const stop = new AbortController();
    desk.write('answer.json', '{ "body": { "items": [{ "price": 1 }] } }');
    const words = ['try', '-f', 'orders.yaml', '--args', '{"id": 7}', '--response', 'answer.json', '--watch'];
    const rounds: string[] = [];
    const running = desk.run(words, stop.signal, (line) => rounds.push(line));
    const shows = async (text: string) => {
      while (!rounds.some((line) => line.includes(text))) await new Promise((done) => setTimeout(done, 10));
    };

    await shows('{"total":1}');
    desk.write('orders.yaml', orders(upstream.host).replace('target:', 'targt:'));
    await shows('unknown key `targt`');
    desk.write('orders.yaml', orders(upstream.host).replace("'total'", "'sum'"));
    await shows('{"sum":1}');
    desk.write('answer.json', '{ "body": { "items": [{ "price": 2 }] } }');
    await shows('{"sum":2}');
    stop.abort(new Interrupted());

    expect(await running).toMatchObject({ code: 130 });
  });
});
