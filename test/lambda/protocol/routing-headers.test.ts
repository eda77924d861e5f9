import { createTestServer, legacy, modernHeaders, tool } from './support/server.ts';

const MISMATCH = { status: 400, body: { id: 1, error: { code: -32020 } } };
const VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', undefined];
const CALL = legacy('tools/call', { name: 'greet', arguments: {} });

const withVersion = (version: string | undefined, headers: Record<string, string>) => ({
  ...(version !== undefined && { 'mcp-protocol-version': version }),
  ...headers,
});

/** A server whose tool counts its runs. */
function counting() {
  let runs = 0;
  const run = () => {
    runs += 1;
    return { content: [{ type: 'text' as const, text: 'Hello' }] };
  };
  return { ...createTestServer([tool()], { run }), runs: () => runs };
}

describe.each(VERSIONS)('in revision %s, the headers that the load balancer routes by', (version) => {
  test.each([
    ['another method', { 'mcp-method': 'tools/list' }],
    ['a method in another case', { 'mcp-method': 'TOOLS/CALL' }],
    ['two methods', { 'mcp-method': 'tools/list, tools/call' }],
    ['an empty method', { 'mcp-method': '' }],
    ['another name', { 'mcp-method': 'tools/call', 'mcp-name': 'cheap' }],
    ['another name alone', { 'mcp-name': 'cheap' }],
    ['a name that cannot be decoded', { 'mcp-name': '=?base64?%%%?=' }],
  ])('may not name %s: nothing runs', async (_, headers) => {
    const server = counting();
    expect(await server.post(CALL, withVersion(version, headers))).toMatchObject(MISMATCH);
    expect(server.runs()).toBe(0);
  });

  test.each<Record<string, string>>([
    {},
    { 'mcp-method': 'tools/call' },
    { 'mcp-method': 'tools/call', 'mcp-name': 'greet' },
    { 'mcp-method': ' tools/call ', 'mcp-name': '=?base64?Z3JlZXQ=?=' },
  ])('may be %j', async (headers) => {
    const server = counting();
    expect((await server.post(CALL, withVersion(version, headers))).status).toBe(200);
    expect(server.runs()).toBe(1);
  });

  test('may not name the method of a client that answers a question', async () => {
    const answer = { jsonrpc: '2.0', id: 1, result: {} };
    const { status, body } = await counting().post(answer, withVersion(version, { 'mcp-method': 'tools/list' }));
    expect([status, body.error.code]).toEqual([400, -32020]);
  });

  test('may not name a method beside a notification that names another', async () => {
    const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const { status } = await counting().post(note, withVersion(version, { 'mcp-method': 'tools/call' }));
    expect(status).toBe(400);
  });
});

test.each(['null', '7', '"tools/call"'])('the body %s has no method that a header could name', async (text) => {
  const { status, body } = await counting().post(text, { 'mcp-method': 'tools/call' });
  expect([status, body.error.code]).toEqual([400, -32020]);
});

test('a method of the body with space around it is not what the header names: space does not belong to the header', async () => {
  const server = counting();
  const { status, body } = await server.post({ ...CALL, method: ' tools/call' }, { 'mcp-method': ' tools/call' });
  expect([status, body.error.code]).toEqual([400, -32020]);
  expect(server.runs()).toBe(0);
});

test('a method that is not a text is repeated in no error', async () => {
  const { body } = await counting().post({ ...CALL, method: { a: 1 } }, { 'mcp-method': 'tools/call' });
  expect(body.error.message).toMatch(/does not match body value ''$/);
});

test.each([undefined, null, 7, []])('params that are %j have no name that a header could mirror', async (params) => {
  const { body } = await counting().post({ ...legacy('tools/call'), params }, { 'mcp-name': 'greet' });
  expect([-32600, -32602]).toContain(body.error.code);
});

test.each<Record<string, string>>([{ 'mcp-method': 'tools/call' }, { 'mcp-name': 'greet' }])(
  'a batch with %j is refused',
  async (headers) => {
    const server = counting();
    const { status, body } = await server.post([CALL, CALL], withVersion('2025-03-26', headers));
    expect([status, body.error.code]).toEqual([400, -32020]);
    expect(server.runs()).toBe(0);
  },
);

test('initialize with a version that no revision has may not name another method', async () => {
  const body = legacy('initialize', { protocolVersion: '2025-11-25', capabilities: {} });
  const headers = { 'mcp-protocol-version': '2099-01-01', 'mcp-method': 'tools/call' };
  expect(await counting().post(body, headers)).toMatchObject(MISMATCH);
});

test('a notification of 2026-07-28 may not name another method', async () => {
  const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
  expect((await counting().post(note, modernHeaders('tools/call'))).status).toBe(400);
  expect((await counting().post(note, modernHeaders('notifications/initialized'))).status).toBe(202);
});

test('only what HTTP counts as white space may surround a method', async () => {
  const headers = { 'mcp-protocol-version': '2025-11-25', 'mcp-method': 'tools/call\u00a0' };
  expect(await counting().post(CALL, headers)).toMatchObject(MISMATCH);
});
