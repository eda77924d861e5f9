import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CredentialsRefused, RequestRefused, receivedOf, ServerFailed, SpillwayClient } from '../../../client/index.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { DONE, metaOf, sendError, sendResult } from '../support/replies.ts';
import { collect, failureOf, type Shop, startShop } from '../support/shop.ts';

const CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';

let shop: Shop;
afterEach(() => shop.close());

describe('the address of a server', () => {
  beforeEach(async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));
  });

  test.each(['', '/', '/mcp', '/mcp/', '//'])('takes the endpoint with %j at its end', async (end) => {
    await new SpillwayClient({ url: `${shop.origin}${end}` }).call('orders', 'order').result();

    expect(shop.arrived.map(({ path }) => path)).toEqual(['/mcp/orders']);
  });

  test('keeps the path of an endpoint below one', async () => {
    await new SpillwayClient({ url: `${shop.origin}/tools/mcp` }).call('orders', 'order').result();

    expect(shop.arrived[0]?.path).toBe('/tools/mcp/orders');
  });

  test('encodes the name', async () => {
    await shop.client.call('a/b é', 'order').result();

    expect(shop.arrived[0]?.path).toBe('/mcp/a%2Fb%20%C3%A9');
  });

  test.each(['', '.', '..'])('refuses the name %j, whose path would lead elsewhere', (name) => {
    expect(() => shop.client.call(name, 'order')).toThrow(TypeError);
    expect(() => shop.client.call(name, 'order')).toThrow(`server must be the name of an MCP server, found "${name}"`);
  });

  test.each([
    ['orders', 'url must be the http or https URL of a deployment, found "orders"'],
    ['ftp://example.com', 'url must be the http or https URL of a deployment'],
    ['https://user:secret@example.com', 'url must not contain credentials: pass them in headers'],
    ['https://example.com/mcp?key=1', 'url must not have a query or a fragment'],
  ])('refuses the URL %s', (url, message) => {
    expect(() => new SpillwayClient({ url })).toThrow(message);
  });
});

describe('receivedOf', () => {
  test('returns what the server sent, of a result that leaves out what is malformed', async () => {
    const sent = { content: [{ type: 'text', text: 'a' }, { type: 'text' }], _meta: { cost: 2 }, other: 1 };
    shop = await startShop((response, request) => sendResult(response, request, sent));

    const result = await shop.client.call('shop', 'order').result();

    expect(result).toEqual({ ...sent, content: [{ type: 'text', text: 'a' }] });
    expect(receivedOf(result)).toEqual(sent);
    expect(() => receivedOf({ ...result })).toThrow('result must be one that this client has returned, not a copy');
  });
});

describe('a request', () => {
  test('describes itself as 2026-07-28 requires', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));

    expect(await shop.client.call('shop', 'order', { part: 'cog' }).result()).toEqual(DONE);

    expect(shop.arrived).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: {} }] = shop.arrived;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'order',
    });
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: expect.any(Number),
      method: 'tools/call',
      params: {
        name: 'order',
        arguments: { part: 'cog' },
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: '@spillway/client', version: '0.1.0' },
          [CLIENT_CAPABILITIES]: { extensions: { 'io.modelcontextprotocol/tasks': {} } },
        },
      },
    });
  });

  test('names the version of the package', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));
    const { name, version } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'client', 'package.json'), 'utf8'));

    await shop.client.call('shop', 'order').result();

    expect(metaOf(shop.arrived[0])['io.modelcontextprotocol/clientInfo']).toEqual({ name, version });
  });

  test('names another program, and declares its capabilities', async () => {
    const clientInfo = { name: 'agent', version: '2.0.0' };
    shop = await startShop((response, request) => sendResult(response, request, DONE), {
      clientInfo,
      capabilities: { sampling: {}, extensions: { 'com.example/own': {} } },
      answer: () => ({}),
    });

    await shop.client.call('shop', 'order').result();

    const meta = metaOf(shop.arrived[0]);
    expect(meta['io.modelcontextprotocol/clientInfo']).toEqual(clientInfo);
    expect(meta[CLIENT_CAPABILITIES]).toEqual({
      elicitation: { form: {}, url: {} },
      sampling: {},
      extensions: { 'com.example/own': {}, 'io.modelcontextprotocol/tasks': {} },
    });
  });

  test('has an ID of its own', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));

    await Promise.all([1, 2, 3].map(() => shop.client.call('shop', 'order').result()));

    expect(new Set(shop.arrived.map(({ body }) => body.id)).size).toBe(3);
  });

  test('carries headers, and those that a function returns at the time', async () => {
    let token = 'first';
    shop = await startShop((response, request) => sendResult(response, request, DONE), {
      headers: async () => ({ authorization: `Bearer ${token}` }),
    });

    await shop.client.call('shop', 'order').result();
    token = 'second';
    await shop.client.discover('shop');
    await new SpillwayClient({ url: shop.origin, headers: { 'x-api-key': 'k' } }).discover('shop');

    expect(shop.arrived.map(({ headers }) => headers.authorization ?? headers['x-api-key'])).toEqual([
      'Bearer first',
      'Bearer second',
      'k',
    ]);
  });

  test('is repeated with renewed credentials', async () => {
    let token = 'old';
    shop = await startShop(
      (response, request) =>
        request.headers.authorization === 'Bearer new'
          ? sendResult(response, request, DONE)
          : response.writeHead(401, { 'www-authenticate': 'Bearer scope="orders:write"' }).end(),
      {
        headers: () => ({ authorization: `Bearer ${token}` }),
        renewCredentials: async () => {
          token = 'new';
          return true;
        },
      },
    );

    expect(await shop.client.call('shop', 'order').result()).toEqual(DONE);
    expect(shop.arrived).toHaveLength(2);
  });

  test('goes through the given fetch', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));
    const urls: string[] = [];
    const client = new SpillwayClient({
      url: shop.origin,
      fetch: (input, init) => {
        urls.push(String(input));
        return fetch(input, init);
      },
    });

    await client.call('shop', 'order').result();

    expect(urls).toEqual([shop.url]);
  });
});

describe('an error', () => {
  test.each([
    ['of the protocol', 200, -32602, 'Unknown tool: order', RequestRefused, 'caller'],
    ['of the server', 500, -32603, 'Internal error 42', ServerFailed, 'operator'],
    ['about credentials', 401, -32600, 'The token has expired', CredentialsRefused, 'credentials'],
  ])('%s is of the class of who must act', async (_, status, code, message, kind, actor) => {
    shop = await startShop((response, request) => sendError(response, request, status, { code, message }));

    const failure = await failureOf(shop.client.call('shop', 'order').result());

    expect(failure).toBeInstanceOf(kind);
    expect(failure).toMatchObject({ actor, status, message: expect.stringContaining(message) });
    expect(shop.arrived).toHaveLength(1);
  });
});

describe('resources, prompts, completion and discovery', () => {
  test('read a resource', async () => {
    const contents = [
      { uri: 'doc://1', text: 'one' },
      { uri: 'doc://2', blob: 'AA==', mimeType: 'image/png' },
    ];
    shop = await startShop((response, request) => sendResult(response, request, { contents: [...contents, null] }));

    expect((await shop.client.read('shop', 'doc://1')).contents).toEqual(contents);

    expect(shop.arrived[0]?.headers['mcp-name']).toBe('doc://1');
    expect(shop.arrived[0]?.body).toMatchObject({ method: 'resources/read', params: { uri: 'doc://1' } });
  });

  test('get a prompt', async () => {
    const messages = [{ role: 'user', content: { type: 'text', text: 'Hello' } }];
    shop = await startShop((response, request) =>
      sendResult(response, request, { description: 'Greets', messages: [...messages, { role: 'judge' }] }),
    );

    expect(await shop.client.prompt('shop', 'greet', { name: 'Ada' })).toEqual({ description: 'Greets', messages });

    expect(shop.arrived[0]?.body).toMatchObject({
      method: 'prompts/get',
      params: { name: 'greet', arguments: { name: 'Ada' } },
    });
  });

  test('complete an argument', async () => {
    const completion = { values: ['Ada', 'Alan'], total: 7, hasMore: true };
    shop = await startShop((response, request) => sendResult(response, request, { completion }));
    const ref = { type: 'ref/prompt', name: 'greet' } as const;

    const found = await shop.client.complete('shop', ref, { name: 'name', value: 'A' }, { language: 'en' });

    expect(found).toEqual(completion);
    expect(shop.arrived[0]?.body).toMatchObject({
      method: 'completion/complete',
      params: { ref, argument: { name: 'name', value: 'A' }, context: { arguments: { language: 'en' } } },
    });
  });

  test('discover what the server supports', async () => {
    const supported = { supportedVersions: ['2026-07-28'], capabilities: { tools: {} }, instructions: 'Ask.' };
    shop = await startShop((response, request) => sendResult(response, request, supported));

    expect(await shop.client.discover('shop')).toEqual(supported);
  });

  test('have their members even if the server sends none', async () => {
    shop = await startShop((response, request) => sendResult(response, request, {}));
    const { client } = shop;

    expect(await client.read('shop', 'doc://1')).toEqual({ contents: [] });
    expect(await client.prompt('shop', 'greet')).toEqual({ messages: [] });
    expect(
      await client.complete('shop', { type: 'ref/resource', uri: 'doc://{id}' }, { name: 'id', value: '' }),
    ).toEqual({ values: [] });
    expect(await client.discover('shop')).toEqual({ supportedVersions: [], capabilities: {} });
    expect(await client.call('shop', 'order').result()).toEqual({ content: [] });
  });

  test('are repeated when the connection fails, because they change nothing', async () => {
    shop = await startShop((response, request, number) =>
      number === 0 ? response.destroy() : sendResult(response, request, { contents: [] }),
    );

    expect(await shop.client.read('shop', 'doc://1')).toEqual({ contents: [] });
    expect(shop.arrived).toHaveLength(2);
  });

  test('end when they are aborted', async () => {
    shop = await startShop(() => undefined);
    const reason = new Error('enough');

    const failure = await failureOf(shop.client.read('shop', 'doc://1', { signal: AbortSignal.abort(reason) }));

    expect(failure).toBe(reason);
    expect(shop.arrived).toHaveLength(0);
  });
});

describe('lists', () => {
  const LISTS = [
    ['tools', 'tools/list', 'tools', { name: 'a', inputSchema: {} }],
    ['resources', 'resources/list', 'resources', { name: 'a', uri: 'doc://a' }],
    ['resourceTemplates', 'resources/templates/list', 'resourceTemplates', { name: 'a', uriTemplate: 'doc://{id}' }],
    ['prompts', 'prompts/list', 'prompts', { name: 'a' }],
  ] as const;

  test.each(LISTS)(
    '%s: all pages, the empty cursor included, without malformed entries',
    async (list, method, key, entry) => {
      const pages: Record<string, object> = {
        first: { [key]: [entry, null, {}], nextCursor: '' },
        '': { [key]: [entry], nextCursor: null },
      };
      shop = await startShop((response, request) =>
        sendResult(response, request, { ...pages[String(request.body.params?.cursor ?? 'first')] }),
      );

      expect(await collect<unknown>(shop.client[list]('shop'))).toEqual([entry, entry]);

      expect(shop.arrived.map(({ body }) => body.method)).toEqual([method, method]);
      expect(shop.arrived.some(({ headers }) => 'mcp-name' in headers)).toBe(false);
    },
  );

  test('request a page only when it is needed', async () => {
    const entry = { name: 'a', inputSchema: {} };
    shop = await startShop((response, request) =>
      sendResult(response, request, { tools: [entry], nextCursor: `after ${request.body.params?.cursor}` }),
    );

    for await (const tool of shop.client.tools('shop')) {
      expect(tool).toEqual(entry);
      break;
    }

    expect(shop.arrived).toHaveLength(1);
  });

  test('end where the server never ends them', async () => {
    let requests = 0;
    const respond: typeof fetch = async (_, init) => {
      requests += 1;
      const { id } = JSON.parse(String(init?.body));
      const body = JSON.stringify({ jsonrpc: '2.0', id, result: { tools: [], nextCursor: 'again' } });
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    };
    shop = await startShop(() => undefined, { fetch: respond });

    expect(await failureOf(collect(shop.client.tools('shop')))).toMatchObject({
      name: 'ServerFailed',
      message: 'tools/list did not end after 10000 pages',
    });
    expect(requests).toBe(10_000);
  });
});
