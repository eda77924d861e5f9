import { createMcpHandler, McpServer as SdkServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  callTool,
  type JsonObject,
  listTools,
  McpRequestFailed,
  NotAnMcpResponse,
  ServerUnreachable,
} from '../../client/index.ts';
import {
  errorReply,
  type Reply,
  resultReply,
  type SeenRequest,
  startServer,
  type TestServer,
} from './support/server.ts';

const CALL = { name: 'order', arguments: { part: 'cog' } };
const DONE = { content: [{ type: 'text', text: 'done' }] };

let server: TestServer;
afterEach(() => server.close());

async function start(respond: (request: SeenRequest) => Reply): Promise<void> {
  server = await startServer(respond);
}

/** What a promise rejects with. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The event stream of some messages, with the line breaks of choice. */
function eventStream(messages: readonly JsonObject[], newline = '\n'): Reply {
  const events = messages.map((message) =>
    ['event: message', `data: ${JSON.stringify(message)}`, '', ''].join(newline),
  );
  return { type: 'text/event-stream; charset=utf-8', body: `: keep-alive${newline}${newline}${events.join('')}` };
}

describe('callTool', () => {
  test('sends one request of 2026-07-28 that describes itself', async () => {
    await start((request) => resultReply(request, DONE));

    expect(await callTool(server, CALL)).toEqual(DONE);

    expect(server.seen).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: undefined }] = server.seen;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'order',
    });
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        ...CALL,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
          'io.modelcontextprotocol/clientInfo': { name: 'tests', version: '1.2.3' },
        },
      },
    });
  });

  test('encodes a name that a header cannot carry', async () => {
    await start((request) => resultReply(request, DONE));

    await callTool(server, { ...CALL, name: 'é' });

    expect(server.seen[0]?.headers['mcp-name']).toBe('=?base64?w6k=?=');
  });

  test('returns a result with isError as it is', async () => {
    const failed = { content: [{ type: 'text', text: 'no such part' }], isError: true };
    await start((request) => resultReply(request, failed));

    expect(await callTool(server, CALL)).toEqual(failed);
  });

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('takes the result from a stream of events, past notifications, with %s', async (_, newline) => {
    const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } };
    await start(({ body }) => eventStream([progress, { jsonrpc: '2.0', id: body.id, result: DONE }], newline));

    expect(await callTool(server, CALL)).toEqual(DONE);
  });

  test('joins the data lines of an event', async () => {
    const lines = ['{"jsonrpc":"2.0",', '"id":1,', `"result":${JSON.stringify(DONE)}}`];
    const body = `${lines.map((line) => `data:${line}\n`).join('')}\n`;
    await start(() => ({ type: 'text/event-stream', body }));

    expect(await callTool(server, CALL)).toEqual(DONE);
  });

  test('ignores a message with its id that is not a response, and a response to another request', async () => {
    const messages = [
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { jsonrpc: '2.0', id: 2, result: {} },
      { jsonrpc: '2.0', id: 1, result: DONE },
    ];
    await start(() => eventStream(messages));

    expect(await callTool(server, CALL)).toEqual(DONE);
  });

  test('throws the error of the server with its code and HTTP status', async () => {
    await start((request) => errorReply(request, 400, { code: -32602, message: 'Unknown tool: order' }));

    const failure = await failureOf(callTool(server, CALL));

    expect(failure).toBeInstanceOf(McpRequestFailed);
    expect(failure).toMatchObject({ message: 'Unknown tool: order', code: -32602, status: 400 });
    expect(server.seen).toHaveLength(1);
  });

  test('throws the error of a server that could not read the id', async () => {
    const error = { code: -32700, message: 'Parse error' };
    await start(() => ({ status: 400, body: JSON.stringify({ jsonrpc: '2.0', error }) }));

    expect(await failureOf(callTool(server, CALL))).toMatchObject({ name: 'McpRequestFailed', code: -32700 });
  });

  test('reports a page that is not MCP with its status and its first 200 characters', async () => {
    const page = `\n<html>${'gateway '.repeat(100)}</html>`;
    await start(() => ({ status: 502, type: 'text/html', body: page }));

    const failure = await failureOf(callTool(server, CALL));

    const excerpt = page.slice(1, 201);
    expect(failure).toBeInstanceOf(NotAnMcpResponse);
    expect(failure).toMatchObject({ status: 502, excerpt, message: `HTTP 502 without an MCP response: ${excerpt}` });
  });

  test.each([
    ['an empty body', ''],
    ['a stream that ends before the result', ': keep-alive\n\n'],
    ['a response without a result', '{"jsonrpc":"2.0","id":1}'],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":1,"result":{}}'],
    ['JSON that is not an object', '[]'],
  ])('does not take %s for a response', async (_, body) => {
    await start(() => ({ type: body.startsWith(':') ? 'text/event-stream' : 'application/json', body }));

    expect(await failureOf(callTool(server, CALL))).toMatchObject({ name: 'NotAnMcpResponse', status: 200 });
  });

  test('reports a host that cannot be reached', async () => {
    await start(() => ({ body: '' }));
    await server.close();

    const failure = await failureOf(callTool(server, CALL));

    expect(failure).toBeInstanceOf(ServerUnreachable);
    expect(failure).toMatchObject({ url: server.url, cause: { name: 'TypeError', message: 'fetch failed' } });
  });

  test('reports a connection that breaks before the response is complete', async () => {
    await start(() => ({ body: '' }));
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
    const fetch = () => Promise.resolve(new Response(broken, { headers: { 'content-type': 'application/json' } }));

    expect(await failureOf(callTool({ ...server, fetch }, CALL))).toMatchObject({
      name: 'ServerUnreachable',
      message: expect.stringContaining('reset'),
    });
  });
});

describe('callTool for a tool that mirrors arguments into headers', () => {
  const inputSchema = {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      amount: { type: 'integer', 'x-mcp-header': 'Amount' },
      note: { type: 'string', 'x-mcp-header': 'Note' },
      buyer: { type: 'object', properties: { vip: { type: 'boolean', 'x-mcp-header': 'Vip' } } },
      parts: { type: 'array', items: { type: 'string', 'x-mcp-header': 'Part' } },
    },
  };
  const args = { region: 'Zürich', amount: 7, note: null, buyer: { vip: false }, parts: ['cog'] };
  const mismatch = { code: -32020, message: 'Header mismatch' };

  test('looks up the schema, page by page, and calls again with the headers', async () => {
    const pages: Record<string, JsonObject> = {
      first: { tools: [{ name: 'other', inputSchema: {} }], nextCursor: '' },
      '': { tools: [{ name: 'order', inputSchema }], nextCursor: 'unused' },
    };
    await start((request) => {
      const { method, params } = request.body;
      if (method === 'tools/list') return resultReply(request, pages[String(params.cursor ?? 'first')] ?? {});
      if (request.headers['mcp-param-region'] === undefined) return errorReply(request, 400, mismatch);
      return resultReply(request, DONE);
    });

    expect(await callTool(server, { name: 'order', arguments: args })).toEqual(DONE);

    expect(server.seen.map(({ body }) => body.method)).toEqual([
      'tools/call',
      'tools/list',
      'tools/list',
      'tools/call',
    ]);
    const params = Object.entries(server.seen.at(-1)?.headers ?? {}).filter(([name]) => name.startsWith('mcp-param-'));
    expect(Object.fromEntries(params)).toEqual({
      'mcp-param-region': '=?base64?WsO8cmljaA==?=',
      'mcp-param-amount': '7',
      'mcp-param-vip': 'false',
    });
  });

  test.each([
    ['does not list the tool', { tools: [{ name: 'other', inputSchema }] }],
    ['lists it without a schema', { tools: [null, { name: 'order' }] }],
    ['returns no list', {}],
  ])('calls twice at most when the server %s', async (_, list) => {
    await start((request) =>
      request.body.method === 'tools/list' ? resultReply(request, list) : errorReply(request, 400, mismatch),
    );

    expect(await failureOf(callTool(server, CALL))).toMatchObject({ code: -32020, status: 400 });
    expect(server.seen.map(({ body }) => body.method)).toEqual(['tools/call', 'tools/list', 'tools/call']);
  });

  test("satisfies the official SDK's server", async () => {
    await start(() => ({ body: '' }));
    const { fetch: handle } = createMcpHandler(() => {
      const sdk = new SdkServer({ name: 'sdk', version: '1.0.0' });
      const region = z.string().meta({ 'x-mcp-header': 'Region' });
      sdk.registerTool('order', { description: 'Orders', inputSchema: z.object({ region }) }, async (order) => ({
        content: [{ type: 'text', text: order.region }],
      }));
      return sdk;
    });
    const methods: unknown[] = [];
    const fetch = async (url: string | URL | Request, init?: RequestInit) => {
      const request = new Request(url, init);
      methods.push(request.headers.get('mcp-method'));
      return handle(request);
    };

    const result = await callTool({ ...server, fetch }, { name: 'order', arguments: { region: 'Zürich' } });

    expect(result.content).toEqual([{ type: 'text', text: 'Zürich' }]);
    expect(methods).toEqual(['tools/call', 'tools/list', 'tools/call']);
  });
});

describe('listTools', () => {
  test('lists the tools of every page, and requests a page only when it is needed', async () => {
    const pages: Record<string, JsonObject> = {
      first: { tools: [{ name: 'a' }, { name: 'b' }], nextCursor: 'second' },
      second: { tools: [{ name: 'c' }], nextCursor: null },
    };
    await start((request) => resultReply(request, pages[String(request.body.params.cursor ?? 'first')] ?? {}));

    const tools = listTools(server);
    const first = await tools.next();
    const requests = server.seen.length;
    const others: JsonObject[] = [];
    for await (const tool of tools) others.push(tool);

    expect([first.value, requests]).toEqual([{ name: 'a' }, 1]);
    expect(others).toEqual([{ name: 'b' }, { name: 'c' }]);
    expect(server.seen.map(({ body }) => body.params.cursor)).toEqual([undefined, 'second']);
    expect(server.seen.some(({ headers }) => 'mcp-name' in headers)).toBe(false);
  });

  test('throws the error of the server', async () => {
    await start((request) => errorReply(request, 404, { code: -32601, message: 'Method not found' }));

    expect(await failureOf(listTools(server).next())).toMatchObject({ name: 'McpRequestFailed', code: -32601 });
  });
});
