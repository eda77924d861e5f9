import { createTestServer, legacy, modern, modernHeaders, tool } from '../support/server.ts';

describe('bodies that are no request', () => {
  test.each([
    ['no JSON', '{"jsonrpc":', -32700],
    ['empty', '', -32700],
    ['a scalar', '42', -32600],
    ['null', 'null', -32600],
    ['without jsonrpc', '{"id":1,"method":"ping"}', -32600],
    ['without a method', '{"jsonrpc":"2.0","id":1}', -32600],
    ['a posted response', '{"jsonrpc":"2.0","id":1,"result":{}}', -32600],
    ['with an array of params', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32600],
    ['with a null id', '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
    ['with a fractional id', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600],
    ['with an id that would come back rounded', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}', -32600],
    ['with an id too long to be sent back', `{"jsonrpc":"2.0","id":"${'x'.repeat(1_025)}","method":"ping"}`, -32600],
    ['with an object for an id', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
  ])('%s is refused with 400', async (_what, text, code) => {
    const answer = await createTestServer([]).post(text);
    expect(answer).toMatchObject({ status: 400, body: { jsonrpc: '2.0', error: { code } } });
  });

  test('an error names the id where it could be read, and has none where it could not', async () => {
    const server = createTestServer([]);
    const readable = await server.post('{"id":"x","method":"ping"}');
    const unreadable = await server.post('{"jsonrpc":"2.0","id":null,"method":"ping"}');
    expect(readable.body.id).toBe('x');
    expect(unreadable.body).not.toHaveProperty('id');
  });

  test('an error about a posted response has no id: the caller may have a request of its own under the same', async () => {
    const server = createTestServer([]);
    const response = { jsonrpc: '2.0', id: 1, error: { code: -1, message: 'no' } };
    for (const body of [response, [response]]) {
      const answer = await server.post(body);
      expect(answer.status).toBe(400);
      expect([answer.body].flat()[0]).toEqual({ jsonrpc: '2.0', error: expect.objectContaining({ code: -32600 }) });
    }
    const modern = await server.post(response, modernHeaders('x'));
    expect(modern.body).not.toHaveProperty('id');
  });

  test.each([
    [
      'objects',
      (depth: number) =>
        `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'{"a":'.repeat(depth - 1)}1${'}'.repeat(depth - 1)}}`,
    ],
    [
      'arrays',
      (depth: number) =>
        `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}}`,
    ],
  ])('%s may nest 64 levels deep and no deeper', async (_what, nested) => {
    const server = createTestServer([]);
    const deep = await server.post(nested(64));
    const deeper = await server.post(nested(65));
    expect(deep.body.result).toEqual({});
    expect(deeper).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
  });

  test('brackets inside strings do not count, however they are quoted', async () => {
    const text = `${'[{'.repeat(100)}"\\`;
    const answer = await createTestServer([]).post(legacy('ping', { text, [text]: [`\\"${text}`] }));
    expect(answer.body.result).toEqual({});
  });

  test('a million brackets are refused at once', async () => {
    const answer = await createTestServer([]).post('['.repeat(1_000_000));
    expect(answer.body.error.code).toBe(-32600);
  });
});

describe('what cannot be served', () => {
  test('an unknown server is a 404 that names it', async () => {
    const answer = await createTestServer([]).post(legacy('ping'), { 'x-test-server': 'elsewhere' });
    expect(answer).toMatchObject({ status: 404, body: { id: 1, error: { message: 'Unknown MCP server: elsewhere' } } });
  });

  test('a catalogue that is away is a 503 with an id, and a log line that has it', async () => {
    const server = createTestServer([], { away: true });
    const answer = await server.post(legacy('ping'));
    expect(answer).toMatchObject({ status: 503, body: { id: 1, error: { code: -32603, data: { errorId: 'id-1' } } } });
    expect(server.logged).toEqual([
      { message: 'catalogue unavailable', fields: { errorId: 'id-1', reason: 'the table is away' } },
    ]);
  });

  test('a bug is an opaque id for the caller, and a stack for the log', async () => {
    // Prepare: a document that could not have been published makes its target fail in a way that nobody foresaw.
    const document = tool({ input: { type: 'object', $ref: '#/nowhere' } });
    const server = createTestServer([document]);

    // Act
    const answer = await server.post(
      modern('tools/call', { name: 'greet' }),
      modernHeaders('tools/call', { 'mcp-name': 'greet' }),
    );

    // Assess
    expect(answer.status).toBe(200);
    expect(answer.body.error).toEqual({ code: -32603, message: 'Internal error id-1', data: { errorId: 'id-1' } });
    expect(server.logged[0]?.message).toBe('internal error');
    expect(String(server.logged[0]?.fields?.stack)).toContain('nowhere');
  });
});
