import { createTestServer, INFO, META, modern, modernHeaders, tool } from '../support/server.ts';

const call = (name: string, args?: object) => modern('tools/call', { name, ...(args && { arguments: { ...args } }) });
const callHeaders = (name: string, extra: Record<string, string> = {}) =>
  modernHeaders('tools/call', { 'mcp-name': name, ...extra });
const encoded = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;

describe('2026-07-28: tools/call', () => {
  test('answers with the result, its type, and who answered', async () => {
    const server = createTestServer([tool()]);

    const answer = await server.post(call('greet'), callHeaders('greet'));

    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        content: [{ type: 'text', text: 'Hello' }],
        resultType: 'complete',
        _meta: { 'io.modelcontextprotocol/serverInfo': INFO },
      },
    });
  });

  test.each(['"quoted"', 'snow☃', ''])('echoes the string id %j as it came', async (id) => {
    const answer = await createTestServer([tool()]).post(
      modern('tools/call', { name: 'greet' }, id),
      callHeaders('greet'),
    );
    expect(answer.body.id).toBe(id);
  });

  test('an unknown tool is an error in band', async () => {
    const answer = await createTestServer([tool()]).post(call('nope'), callHeaders('nope'));
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 1, error: { code: -32602, message: 'Unknown tool: nope' } },
    });
  });

  test.each([[{ name: 7 }], [{}], [{ name: 'greet', arguments: [] }], [{ name: 'greet', arguments: 'x' }]])(
    'parameters %j are invalid',
    async (params) => {
      const answer = await createTestServer([tool()]).post(modern('tools/call', params), callHeaders('greet'));
      expect(answer).toMatchObject({ status: 200, body: { error: { code: -32602 } } });
    },
  );

  test('arguments that fail the schema are a result that the agent can act on, and the target never runs', async () => {
    // Prepare
    const input = {
      type: 'object',
      properties: { limit: { type: 'integer', minimum: 1 }, who: { type: 'string' } },
      required: ['who'],
      additionalProperties: false,
    };
    const server = createTestServer([tool({ input })]);

    // Act
    const answer = await server.post(call('greet', { limit: 0, colour: 'red' }), callHeaders('greet'));

    // Assess
    expect(answer.status).toBe(200);
    expect(answer.body.result.isError).toBe(true);
    expect(answer.body.result.resultType).toBe('complete');
    const { text } = answer.body.result.content[0];
    expect(text).toContain('Invalid arguments for tool greet');
    expect(text).toContain('who');
    expect(text).toContain('limit: 0 is less than 1');
    expect(text).toContain('colour');
  });

  test('a tool whose scopes the caller lacks is as unknown as one that does not exist', async () => {
    const documents = [tool({ scopes: ['orders:read', 'orders:write'] })];
    const without = await createTestServer(documents, { scopes: new Set(['orders:read']) }).post(
      call('greet'),
      callHeaders('greet'),
    );
    const holding = await createTestServer(documents, { scopes: new Set(['orders:read', 'orders:write']) }).post(
      call('greet'),
      callHeaders('greet'),
    );
    expect(without.body.error).toEqual({ code: -32602, message: 'Unknown tool: greet' });
    expect(holding.body.result.content[0].text).toBe('Hello');
  });

  test('a result that breaks its output schema becomes an error for the agent', async () => {
    const output = { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] };
    const good = tool({ name: 'good', output, target: { type: 'static', json: { count: 3 } } });
    const bad = tool({ name: 'bad', output, target: { type: 'static', json: { count: 'three' } } });
    const server = createTestServer([good, bad]);

    const goodAnswer = await server.post(call('good'), callHeaders('good'));
    const badAnswer = await server.post(call('bad'), callHeaders('bad'));

    expect(goodAnswer.body.result.structuredContent).toEqual({ count: 3 });
    expect(badAnswer.body.result.isError).toBe(true);
    expect(badAnswer.body.result.content[0].text).toContain('does not match its output schema');
  });

  test.each([
    ['POST', {}, true],
    ['POST', { idempotentHint: true }, false],
    ['GET', {}, false],
  ])(
    'after %s with annotations %j, its error advises against another call: %s',
    async (method, annotations, advises) => {
      const output = { type: 'object', required: ['id'] };
      const target = { type: 'http', method, url: 'https://api.example.com/orders' };
      const run = () => ({ content: [], structuredContent: {} });

      const { body } = await createTestServer([tool({ output, target, annotations })], { run }).post(
        call('greet'),
        callHeaders('greet'),
      );

      expect(body.result.content[0].text.includes('carried out: it must not be repeated')).toBe(advises);
    },
  );

  test('a result larger than the tool allows becomes an error that says so', async () => {
    const target = { type: 'static', text: 'é'.repeat(600) };
    const answer = await createTestServer([tool({ limits: { resultBytes: 1000 }, target })]).post(
      call('greet'),
      callHeaders('greet'),
    );
    expect(answer.body.result.isError).toBe(true);
    expect(answer.body.result.content[0].text).toMatch(/has 12\d\d bytes; its limit is 1000/);
  });
});

describe('2026-07-28: mirrored parameters', () => {
  const input = {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      page: { type: 'object', properties: { size: { type: 'integer', 'x-mcp-header': 'Page-Size' } } },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
    },
  };
  const post = (args: object, headers: Record<string, string>) =>
    createTestServer([tool({ input })]).post(call('greet', args), callHeaders('greet', headers));

  test.each([
    [{ region: 'eu' }, { 'mcp-param-region': 'eu' }],
    [{ region: ' eu ' }, { 'mcp-param-region': encoded(' eu ') }],
    [{ region: '世界' }, { 'mcp-param-region': encoded('世界') }],
    [{ region: '=?base64?x?=' }, { 'mcp-param-region': encoded('=?base64?x?=') }],
    [{ region: '=?base64?x' }, { 'mcp-param-region': '=?base64?x' }],
    [{ page: { size: 42 } }, { 'mcp-param-page-size': '42.0' }],
    [{ dry: false }, { 'mcp-param-dry': 'false' }],
    [{ dry: null }, {}],
    [{}, {}],
  ])('%j with %j is served', async (args, headers) => {
    const answer = await post(args, headers as Record<string, string>);
    expect(answer.body.error).toBeUndefined();
  });

  test.each([
    ['absent', { region: 'eu' }, {}],
    ['different', { region: 'eu' }, { 'mcp-param-region': 'us' }],
    ['different in case', { region: 'eu' }, { 'mcp-param-region': 'EU' }],
    ['sent without a parameter', {}, { 'mcp-param-region': 'eu' }],
    ['not Base64', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
    ['badly padded', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }],
    ['not UTF-8', { region: 'Hello' }, { 'mcp-param-region': '=?base64?/w==?=' }],
    ['not ASCII', { region: 'é' }, { 'mcp-param-region': 'é' }],
    ['in white space that HTTP does not know', { region: 'eu' }, { 'mcp-param-region': '\u00a0eu' }],
    ['a number in another base', { page: { size: 16 } }, { 'mcp-param-page-size': '0x10' }],
    ['a list that reads alike', { region: ['eu'] }, { 'mcp-param-region': 'eu' }],
    ['an object that has no text', { region: { toString: 1, valueOf: 1 } }, { 'mcp-param-region': 'eu' }],
    ['empty for a number', { page: { size: 0 } }, { 'mcp-param-page-size': '' }],
    ['in capitals', { dry: true }, { 'mcp-param-dry': 'True' }],
  ])('a header that is %s is refused', async (_why, args, headers) => {
    const answer = await post(args, headers as unknown as Record<string, string>);
    expect(answer).toMatchObject({ status: 400, body: { id: 1, error: { code: -32020 } } });
  });
});

describe('2026-07-28: what every request must say', () => {
  const body = call('greet');
  const headers = callHeaders('greet');
  const { 'mcp-protocol-version': _version, ...noVersion } = headers;
  const { 'mcp-method': _method, ...noMethod } = headers;
  const { 'mcp-name': _name, ...noName } = headers;
  const withMeta = (meta: unknown) => ({ ...body, params: { name: 'greet', _meta: meta } });
  const without = (key: keyof typeof META) =>
    withMeta(Object.fromEntries(Object.entries(META).filter(([name]) => name !== key)));
  const otherVersion = { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };

  test.each([
    ['no version header', body, noVersion, -32020],
    ['a version header that differs from the body', body, { ...headers, 'mcp-protocol-version': '2025-11-25' }, -32020],
    ['no method header', body, noMethod, -32020],
    ['a method header that differs', body, { ...headers, 'mcp-method': 'tools/list' }, -32020],
    ['a method header that differs in case', body, { ...headers, 'mcp-method': 'Tools/Call' }, -32020],
    ['no name header', body, noName, -32020],
    ['a name header that differs', body, { ...headers, 'mcp-name': 'other' }, -32020],
    ['initialize under a modern header', { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }, headers, -32020],
    ['no _meta', { ...body, params: { name: 'greet' } }, headers, -32602],
    ['no version in _meta', without('io.modelcontextprotocol/protocolVersion'), headers, -32602],
    ['no capabilities in _meta', without('io.modelcontextprotocol/clientCapabilities'), headers, -32602],
    [
      'malformed capabilities',
      withMeta({ ...META, 'io.modelcontextprotocol/clientCapabilities': [] }),
      headers,
      -32602,
    ],
    ['malformed client info', withMeta({ ...META, 'io.modelcontextprotocol/clientInfo': 'me' }), headers, -32602],
    ['an unknown log level', withMeta({ ...META, 'io.modelcontextprotocol/logLevel': 'loud' }), headers, -32602],
    ['an unknown version', withMeta(otherVersion), { ...headers, 'mcp-protocol-version': '2099-01-01' }, -32022],
    [
      'an unknown version in the header alone',
      { ...body, params: {} },
      { 'mcp-protocol-version': '2099-01-01' },
      -32022,
    ],
  ])('%s is refused with 400', async (_why, request, requestHeaders, code) => {
    const answer = await createTestServer([tool()]).post(request, requestHeaders as Record<string, string>);
    expect(answer).toMatchObject({ status: 400, body: { id: 1, error: { code } } });
  });

  test('an unsupported version is told what is supported', async () => {
    const answer = await createTestServer([tool()]).post(withMeta(otherVersion), {
      ...headers,
      'mcp-protocol-version': '2099-01-01',
    });
    expect(answer.body.error.data).toEqual({
      supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'],
      requested: '2099-01-01',
    });
  });

  test('a name in Base64 and white space around values are understood', async () => {
    const answer = await createTestServer([tool()]).post(body, {
      'mcp-protocol-version': ' 2026-07-28 ',
      'mcp-method': 'tools/call ',
      'mcp-name': encoded('greet'),
    });
    expect(answer.body.result.content[0].text).toBe('Hello');
  });

  test.each([
    'initialize',
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'resources/unsubscribe',
    'tasks/list',
    'tasks/result',
    'nonsense',
    'constructor',
  ])('%s is no method of this revision: 404', async (method) => {
    const answer = await createTestServer([]).post(modern(method), modernHeaders(method));
    expect(answer).toMatchObject({ status: 404, body: { id: 1, error: { code: -32601 } } });
  });

  test('a notification is accepted without a body', async () => {
    const answer = await createTestServer([]).post({
      jsonrpc: '2.0',
      method: 'notifications/x',
      params: { _meta: META },
    });
    expect(answer).toMatchObject({ status: 202, text: '' });
  });
});

describe('2026-07-28: server/discover and tools/list', () => {
  test('discover says versions, capabilities, instructions and how long they hold', async () => {
    const answer = await createTestServer([]).post(modern('server/discover'), modernHeaders('server/discover'));
    expect(answer.body.result).toEqual({
      supportedVersions: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'],
      capabilities: {
        tools: {},
        prompts: {},
        resources: {},
        completions: {},
        logging: {},
        extensions: { 'io.modelcontextprotocol/tasks': {}, 'io.modelcontextprotocol/ui': {} },
      },
      instructions: 'Be kind.',
      ttlMs: 5000,
      cacheScope: 'public',
      resultType: 'complete',
      _meta: { 'io.modelcontextprotocol/serverInfo': INFO },
    });
  });

  test('a list is a stored page with its cursor and caching hints', async () => {
    const answer = await createTestServer([tool()]).post(modern('tools/list'), modernHeaders('tools/list'));
    expect(answer.body.result).toEqual({
      tools: [{ name: 'greet', description: 'Greets.', inputSchema: { type: 'object' } }],
      nextCursor: 'two',
      ttlMs: 5000,
      cacheScope: 'public',
      resultType: 'complete',
      _meta: { 'io.modelcontextprotocol/serverInfo': INFO },
    });
  });

  test('the text and its escaped twin are the same document', async () => {
    const answer = await createTestServer([tool({ description: 'Says "hi"\n☃' })]).post(
      modern('tools/list', { cursor: 'two' }, 'a"b'),
      modernHeaders('tools/list'),
    );
    expect(answer.body.id).toBe('a"b');
    expect(answer.body.result.nextCursor).toBeUndefined();
    expect(JSON.parse(`"${answer.escapedText}"`)).toBe(answer.text);
  });

  test.each(['', 'forged', 7])('cursor %j is refused in band', async (cursor) => {
    const answer = await createTestServer([]).post(modern('tools/list', { cursor }), modernHeaders('tools/list'));
    expect(answer).toMatchObject({ status: 200, body: { id: 1, error: { code: -32602 } } });
  });
});
