import { createMcpHandler, McpServer as SdkServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type JsonObject, SpillwayClient } from '../../../client/index.ts';
import type { Arrived } from '../support/live-server.ts';
import { DONE, sendError, sendResult } from '../support/replies.ts';
import { collect, failureOf, type Shop, startShop } from '../support/shop.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    amount: { type: 'integer', 'x-mcp-header': 'Amount' },
    note: { type: 'string', 'x-mcp-header': 'Note' },
    buyer: { type: 'object', properties: { vip: { type: 'boolean', 'x-mcp-header': 'Vip' } } },
    parts: { type: 'array', items: { type: 'string', 'x-mcp-header': 'Part' } },
  },
};
const ARGS = { region: 'Zürich', amount: 7, note: null, buyer: { vip: false }, parts: ['cog'] };
const MISMATCH = { code: -32020, message: 'Header mismatch' };
/** The tools by cursor. */
const PAGES: Record<string, JsonObject> = {
  first: { tools: [{ name: 'other', inputSchema: {} }], nextCursor: '' },
  '': { tools: [{ name: 'order', inputSchema: SCHEMA }], nextCursor: 'unused' },
};

const methodsOf = ({ arrived }: Shop) => arrived.map(({ body }) => body.method);
const mirroredBy = (request: Arrived | undefined) =>
  Object.fromEntries(Object.entries(request?.headers ?? {}).filter(([name]) => name.startsWith('mcp-param-')));

let shop: Shop;
afterEach(() => shop?.close());

/** Starts a server whose tool needs the headers. */
async function start(pages = PAGES): Promise<void> {
  shop = await startShop((response, request) => {
    const { method, params } = request.body;
    if (method === 'tools/list') return sendResult(response, request, pages[String(params?.cursor ?? 'first')] ?? {});
    if (request.headers['mcp-param-region'] === undefined) return sendError(response, request, 400, MISMATCH);
    sendResult(response, request, DONE);
  });
}

describe('a tool that mirrors arguments into headers', () => {
  test('is looked up, page by page, when the server refuses the call, and called again with the headers', async () => {
    await start();

    expect(await shop.client.call('shop', 'order', ARGS).result()).toEqual(DONE);

    expect(methodsOf(shop)).toEqual(['tools/call', 'tools/list', 'tools/list', 'tools/call']);
    expect(mirroredBy(shop.arrived.at(-1))).toEqual({
      'mcp-param-region': '=?base64?WsO8cmljaA==?=',
      'mcp-param-amount': '7',
      'mcp-param-vip': 'false',
    });
  });

  test('is remembered, for its own server', async () => {
    await start();
    await shop.client.call('shop', 'order', ARGS).result();
    const before = shop.arrived.length;

    await shop.client.call('shop', 'order', ARGS).result();
    await collect(shop.client.call('shop', 'order', ARGS));
    expect(methodsOf(shop).slice(before)).toEqual(['tools/call', 'tools/call']);

    await shop.client.call('other', 'order', ARGS).result();
    expect(methodsOf(shop).slice(before + 2)).toEqual(['tools/call', 'tools/list', 'tools/list', 'tools/call']);
  });

  test('is known from a list that was read before', async () => {
    await start();
    await collect(shop.client.tools('shop'));
    const before = shop.arrived.length;

    await shop.client.call('shop', 'order', ARGS).result();

    expect(methodsOf(shop).slice(before)).toEqual(['tools/call']);
  });

  test('is looked up again after it has changed', async () => {
    const pages = { ...PAGES };
    await start(pages);
    const { region, ...others } = SCHEMA.properties;
    pages[''] = { tools: [{ name: 'order', inputSchema: { ...SCHEMA, properties: others } }] };
    await collect(shop.client.tools('shop'));
    pages[''] = { tools: [{ name: 'order', inputSchema: { ...SCHEMA, properties: { region } } }] };
    const before = shop.arrived.length;

    await shop.client.call('shop', 'order', ARGS).result();

    expect(methodsOf(shop).slice(before)).toEqual(['tools/call', 'tools/list', 'tools/list', 'tools/call']);
    expect(mirroredBy(shop.arrived.at(-1))).toEqual({ 'mcp-param-region': '=?base64?WsO8cmljaA==?=' });
  });

  test.each([
    ['does not list the tool', { tools: [{ name: 'other', inputSchema: SCHEMA }] }],
    ['lists it without a schema', { tools: [null, { name: 'order' }] }],
    ['returns no list', {}],
  ])('is called twice at most when the server %s', async (_, first) => {
    await start({ first });

    expect(await failureOf(shop.client.call('shop', 'order', ARGS).result())).toMatchObject({
      name: 'RequestRefused',
      code: -32020,
      status: 400,
    });
    expect(methodsOf(shop)).toEqual(['tools/call', 'tools/list', 'tools/call']);
  });

  test("satisfies the official SDK's server", async () => {
    await start();
    const { fetch: handle } = createMcpHandler(() => {
      const sdk = new SdkServer({ name: 'sdk', version: '1.0.0' });
      const region = z.string().meta({ 'x-mcp-header': 'Region' });
      sdk.registerTool('order', { description: 'Orders', inputSchema: z.object({ region }) }, async (order) => ({
        content: [{ type: 'text', text: order.region }],
      }));
      return sdk;
    });
    const methods: unknown[] = [];
    const client = new SpillwayClient({
      url: shop.origin,
      fetch: async (url, init) => {
        const request = new Request(url, init);
        methods.push(request.headers.get('mcp-method'));
        return handle(request);
      },
    });

    const result = await client.call('shop', 'order', { region: 'Zürich' }).result();

    expect(result.content).toEqual([{ type: 'text', text: 'Zürich' }]);
    expect(methods).toEqual(['tools/call', 'tools/list', 'tools/call']);
  });

  test('is forgotten when a thousand others were called since', async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `tool-${index}`);
    await start({ first: { tools: names.map((name) => ({ name, inputSchema: SCHEMA })) } });
    await collect(shop.client.tools('shop'));
    const before = shop.arrived.length;

    await shop.client.call('shop', 'tool-1', ARGS).result();
    await shop.client.call('shop', 'tool-0', ARGS).result();

    expect(methodsOf(shop).slice(before)).toEqual(['tools/call', 'tools/call', 'tools/list', 'tools/call']);
  });

  test('is forgotten when a thousand other servers were used since', async () => {
    await start();
    await collect(shop.client.tools('shop'));
    for (let number = 0; number < 1000; number++) shop.client.call(`server-${number}`, 'order');
    const before = shop.arrived.length;

    await shop.client.call('shop', 'order', ARGS).result();

    expect(methodsOf(shop).slice(before)).toEqual(['tools/call', 'tools/list', 'tools/list', 'tools/call']);
  });
});
