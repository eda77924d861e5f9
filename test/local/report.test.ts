import { mcpExchange, ResponseEnding } from '../../local/alb/mcp-exchange.ts';
import type { AccessLogEntry, LocalStack } from '../../local/index.ts';
import { accessLine, readableLine, readyText } from '../../local/report.ts';

const request = (method: string, params: object = {}) =>
  Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));

function exchange(body: Buffer, ...response: readonly string[]) {
  const ending = new ResponseEnding();
  for (const chunk of response) ending.add(Buffer.from(chunk));
  return mcpExchange(body, ending);
}

const failed = '{"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}}';
const fine = String.raw`{"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"isError":true},"content":[{"text":"\"isError\":true"}]}}`;
const call = request('tools/call', { name: 'find_order' });

describe('what the access log says of an exchange', () => {
  test.each([
    ['JSON', call, [failed], 'isError'],
    [
      'SSE, with comments and in two chunks',
      call,
      [': hi\n\nevent: message\ndata: ', `${failed}\n\n: bye\n\n`],
      'isError',
    ],
    ['JSON lines, with filler', call, ['{"method":"notifications/progress"}\n\n', `${failed}\n\n`], 'isError'],
    ['a result that only speaks of errors', call, [fine], undefined],
    ['a JSON-RPC error', call, ['{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no"}}'], -32602],
    ['a batch', request('ping'), [`[{"id":2,"result":{}},${failed}]`], 'isError'],
    ['no response', call, [], undefined],
    ['a response that is cut', call, [failed.slice(0, 40)], undefined],
  ] as const)('%s', (_, body, response, failure) => {
    expect(exchange(body, ...response)?.failure).toBe(failure);
  });

  test('names the tool, the URI of a resource, or nothing', () => {
    expect(exchange(call)).toMatchObject({ method: 'tools/call', name: 'find_order' });
    expect(exchange(request('resources/read', { uri: 'a://b' }))).toMatchObject({ name: 'a://b' });
    expect(exchange(request('tools/list'))).toEqual({ method: 'tools/list', name: undefined, failure: undefined });
    for (const body of ['', '[]', 'null', '{"method":7}', 'x']) expect(exchange(Buffer.from(body))).toBeUndefined();
  });

  test('is one line', () => {
    const entry: AccessLogEntry = {
      ...{
        method: 'POST',
        path: '/mcp/orders',
        rule: 900,
        target: 'ip',
        function: 'stream',
        status: 200,
        ms: 12.34,
        bytes: 9,
      },
      mcp: { method: 'tools/call', name: 'find_order', failure: 'isError' },
      retries: 2,
    };

    expect(accessLine(entry)).toBe(
      'POST /mcp/orders tools/call find_order isError retries=2 rule=900 function=stream 200 12.3 ms 9 B',
    );
    expect(accessLine({ ...entry, mcp: undefined, retries: 0 })).toBe(
      'POST /mcp/orders rule=900 function=stream 200 12.3 ms 9 B',
    );
  });
});

test('a JSON line of a function is shown for people, with its stack trace', () => {
  const line = {
    timestamp: 't',
    level: 'ERROR',
    message: 'the tool failed',
    errorId: 'e-1',
    error: 'Error: no\n    at a.ts:3:1',
  };

  expect(readableLine(`[rank] ${JSON.stringify(line)}`)).toBe(
    '[rank] ERROR the tool failed errorId=e-1\n  Error: no\n      at a.ts:3:1',
  );
  for (const other of ['[rank] hello', '[rank] {"a":1}', '[rank] {cut', 'note: x'])
    expect(readableLine(other)).toBe(other);
});

describe('the ready message', () => {
  const stack: LocalStack = {
    ...{ endpoint: 'http://127.0.0.1:1', table: 't', tableEndpoint: 'http://127.0.0.1:2', region: 'r' },
    credentials: { accessKeyId: 'AKIA1', secretAccessKey: 'local' },
    servers: ['orders', 'shop'],
    counts: { orders: { tools: 1, prompts: 2, resources: 0 }, shop: { tools: 12, prompts: 0, resources: 1 } },
    stop: async () => undefined,
  };

  test('lists servers with what they have, and one line for each client, as README.md spells them', () => {
    const text = readyText(stack);

    expect(text).toContain('orders  1 tool, 2 prompts     http://127.0.0.1:1/mcp/orders\n');
    expect(text).toContain('shop    12 tools, 1 resource  http://127.0.0.1:1/mcp/shop\n');
    expect(text).toContain('claude mcp add --transport http orders http://127.0.0.1:1/mcp/orders\n');
    expect(text).toContain(
      'npx @modelcontextprotocol/inspector --cli http://127.0.0.1:1/mcp/orders --transport http --method tools/list\n',
    );
    expect(text.split('\n').at(-1)).toBe('Spillway is ready');
    expect(text.split('\n').length).toBeLessThan(20);
  });

  test('has the key in every line where callers need one', () => {
    const lines = readyText({ ...stack, auth: { key: 'spw_1', issuer: 'http://127.0.0.1:3' } }).split('\n');

    for (const client of ['Claude Code', 'VS Code', 'Cursor', 'Inspector', 'curl']) {
      expect(lines.find((line) => line.startsWith(`  ${client}`))).toContain('Bearer spw_1');
    }
  });

  test('without servers, there is a line about them', () => {
    expect(readyText({ ...stack, servers: [], counts: {} })).toContain('No server is published yet.');
  });
});
