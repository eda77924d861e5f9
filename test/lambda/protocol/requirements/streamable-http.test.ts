import type { JsonObject } from '../../../../lambda/json.ts';
import type { Part, Parts } from '../../../../lambda/targets/parts.ts';
import type { CallContext } from '../../../../lambda/targets/types.ts';
import { type Asking, ask, call, post, type Reply } from './support/agent.ts';
import { deploy, SERVER } from './support/deployment.ts';
import { tool } from './support/documents.ts';
import { asksForName, CAN_BE_ASKED, EVERYTHING, METHODS } from './support/everything.ts';

/** spec: basic/transports/streamable-http */

const encoded = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;
const MISMATCH = { status: 400, response: { id: 1, error: { code: -32020 } } };

/** Says how far it is, then what it was called with. */
async function* reports(args: JsonObject): Parts {
  for (let progress = 1; progress <= 3; progress++) {
    await Promise.resolve();
    yield { type: 'progress', progress, message: `${args.who}` };
  }
  yield { type: 'result', result: { content: [{ type: 'text', text: `${args.who}` }] } };
}

async function endpoint() {
  const deployment = await deploy(...EVERYTHING, tool({ name: 'reports' }), tool({ name: 'asks' }));
  return deployment.instance({ runs: { reports, asks: asksForName } });
}

describe('the endpoint', () => {
  test('a request POSTed to the endpoint is answered', async () => {
    const handler = await endpoint();
    for (const [method, params] of METHODS) {
      expect(await ask(handler, method, params)).toMatchObject({ status: 200, response: { result: {} } });
    }
  });

  test.each([
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]'],
    ['a response', '{"jsonrpc":"2.0","id":1,"result":{}}'],
    ['an error', '{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"no"}}'],
    ['a text', '"tools/list"'],
    ['two requests', '{"jsonrpc":"2.0","id":1,"method":"a"}{"jsonrpc":"2.0","id":2,"method":"b"}'],
  ])('a body that is %s is refused', async (_what, body) => {
    const { status, response } = await post(await endpoint(), body, { 'mcp-protocol-version': '2026-07-28' });
    expect(status).toBe(400);
    expect(response.error.code).toBeLessThan(0);
  });

  test.each([
    ['not JSON-RPC 2.0', { method: 'notifications/cancelled' }],
    ['without a method', { jsonrpc: '2.0', params: {} }],
    ['with params that are a list', { jsonrpc: '2.0', method: 'notifications/cancelled', params: [] }],
  ])('a notification that cannot be accepted (%s) gets an error status and no id', async (_what, body) => {
    const { status, response } = await post(await endpoint(), body, { 'mcp-protocol-version': '2026-07-28' });
    expect(status).toBe(400);
    expect(response).not.toHaveProperty('id');
  });

  test('text is UTF-8, both ways', async () => {
    const who = 'snow ☃, 世界, \u{1f600}, é';
    const { response, headers } = await call(await endpoint(), 'reports', { who });
    expect(response.result.content[0].text).toBe(who);
    expect(headers['content-type']).not.toMatch(/charset=(?!utf-8)/i);
  });

  test('session ids and event ids are ignored, and none is given', async () => {
    const handler = await endpoint();
    const strange = { 'mcp-session-id': 'a-session', 'last-event-id': '17' };
    for (const [method, params] of METHODS) {
      const plain = await ask(handler, method, params);
      const old = await ask(handler, method, params, { headers: strange });
      expect(old).toEqual(plain);
      expect(Object.keys(old.headers)).not.toContain('mcp-session-id');
    }
  });
});

describe('answers', () => {
  const PROGRESS = { meta: { progressToken: 'p' } };

  test('an answer is one JSON object where nothing precedes it', async () => {
    const { headers, messages } = await call(await endpoint(), 'reports', { who: 'Ada' });
    expect(headers['content-type']).toBe('application/json');
    expect(messages).toHaveLength(1);
  });

  test('an answer that something precedes is a stream of events', async () => {
    const { status, headers, messages } = await call(await endpoint(), 'reports', { who: 'Ada' }, PROGRESS);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/event-stream');
    expect(messages.length).toBeGreaterThan(1);
  });

  test('a stream tells proxies not to buffer it', async () => {
    const { headers } = await call(await endpoint(), 'reports', { who: 'Ada' }, PROGRESS);
    expect(headers['x-accel-buffering']).toBe('no');
  });

  test('a stream carries notifications, then the response, and ends; a request never', async () => {
    const handler = await endpoint();
    const replies = [
      await call(handler, 'reports', { who: 'Ada' }, PROGRESS),
      await call(handler, 'asks', {}, { ...PROGRESS, capabilities: CAN_BE_ASKED }),
    ];
    for (const { messages, response } of replies) {
      expect(response).toMatchObject({ id: 1, result: {} });
      for (const message of messages.slice(0, -1)) {
        expect(message).toMatchObject({ jsonrpc: '2.0', method: expect.stringMatching(/^notifications\//) });
        expect(message).not.toHaveProperty('id');
      }
    }
  });

  test('what is said on a stream belongs to its request', async () => {
    const handler = await endpoint();
    const people = ['Ada', 'Grace', 'Barbara'];
    const replies = await Promise.all(
      people.map((who) => call(handler, 'reports', { who }, { id: who, meta: { progressToken: `for ${who}` } })),
    );
    for (const [at, who] of people.entries()) {
      const { messages = [], response } = replies[at] ?? {};
      expect(response).toMatchObject({ id: who, result: { content: [{ text: who }] } });
      expect(messages.slice(0, -1).map(({ params }) => [params.progressToken, params.message])).toEqual(
        Array(3).fill([`for ${who}`, who]),
      );
    }
  });

  test('a caller who leaves ends the work, and nothing more is said', async () => {
    const said: string[] = [];
    let ended = false;
    async function* endless(_args: JsonObject, _context: CallContext): AsyncGenerator<Part> {
      try {
        for (let progress = 1; ; progress++) yield { type: 'progress', progress };
      } finally {
        ended = true;
      }
    }
    const handler = (await deploy(tool())).instance({ runs: { greet: endless } });
    const response = await handler({
      method: 'POST',
      path: `/mcp/${SERVER}`,
      headers: {
        'content-type': 'application/json',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'greet',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: {
          name: 'greet',
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': {},
            progressToken: 1,
          },
        },
      }),
      remainingMs: 30_000,
      streams: true,
    });
    for await (const chunk of response.frames?.chunks ?? []) {
      said.push(chunk);
      if (said.length === 2) break;
    }
    expect(ended).toBe(true);
    expect(said).toHaveLength(2);
  });

  test.each([
    'initialize',
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'resources/unsubscribe',
    'tasks/list',
    'tasks/result',
    'tools/guess',
    'constructor',
    '',
  ])('%s is not implemented: 404 and -32601', async (method) => {
    const { status, response } = await ask(await endpoint(), method, {}, { id: 'x' });
    expect({ status, id: response.id, code: response.error.code }).toEqual({ status: 404, id: 'x', code: -32601 });
  });
});

describe('standard headers', () => {
  const NAMED = METHODS.filter(([, params]) => params.name !== undefined || params.uri !== undefined);

  test.each(['mcp-protocol-version', 'mcp-method', 'mcp-name'])(
    'a header that is missing (%s) is refused with 400 and -32020',
    async (header) => {
      const handler = await endpoint();
      for (const [method, params] of header === 'mcp-name' ? NAMED : METHODS) {
        expect(await ask(handler, method, params, { headers: { [header]: undefined } })).toMatchObject(MISMATCH);
      }
    },
  );

  test.each([
    ['mcp-protocol-version', '2025-11-25'],
    ['mcp-method', 'tasks/get'],
    ['mcp-method', 'Tools/Call'],
    ['mcp-name', 'another'],
    ['mcp-name', 'Greet'],
    ['mcp-name', ''],
    ['mcp-name', 'gr\u0007et'],
    ['mcp-name', '=?base64?Z3JlZXQ?='],
    ['mcp-name', '=?base64?/w==?='],
  ])('a header that differs from the body (%s) is refused with 400 and -32020', async (header, value) => {
    const handler = await endpoint();
    for (const [method, params] of header === 'mcp-name' ? NAMED : METHODS) {
      expect(await ask(handler, method, params, { headers: { [header]: value } })).toMatchObject(MISMATCH);
    }
  });

  test('a name or parameter in Base64 is decoded before it is compared', async () => {
    const named = { name: 'greet', headers: { 'mcp-name': encoded('greet') } };
    const plain = await ask(await endpoint(), 'tools/call', { name: named.name }, { headers: named.headers });
    expect(plain.response.result.content[0].text).toBe('Hello');
    for (const region of ['世界', ' padded ', 'line1\nline2', '=?base64?literal?=', '']) {
      const reply = await mirrored({ region }, { 'mcp-param-region': encoded(region) });
      expect(reply.response.result).toBeDefined();
    }
  });
});

describe('parameters in headers', () => {
  test.each([
    ['absent', { region: 'eu' }, {}],
    ['different', { region: 'eu' }, { 'mcp-param-region': 'us' }],
    ['different in case', { region: 'eu' }, { 'mcp-param-region': 'EU' }],
    ['different in Base64', { region: 'eu' }, { 'mcp-param-region': encoded('us') }],
    ['of characters that no header may have', { region: 'é' }, { 'mcp-param-region': 'é' }],
    ['of control characters', { region: 'a\u0001' }, { 'mcp-param-region': 'a\u0001' }],
    ['no Base64 within its markers', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
    ['no UTF-8 within its markers', { region: '\ufffd' }, { 'mcp-param-region': '=?base64?/w==?=' }],
    ['another number', { size: 42 }, { 'mcp-param-size': '43' }],
    ['no number', { size: 0 }, { 'mcp-param-size': '' }],
    ['a truth in capitals', { dry: true }, { 'mcp-param-dry': 'True' }],
  ])('a parameter’s header that is %s is refused with 400 and -32020', async (_what, args, headers) => {
    expect(await mirrored(args, headers as Record<string, string>)).toMatchObject(MISMATCH);
  });

  test.each([
    ['null', { region: null, size: null, dry: null }],
    ['absent', {}],
  ])('no header is expected for a parameter that is %s', async (_what, args) => {
    expect((await mirrored(args, {})).response.result).toBeDefined();
  });

  test.each([
    ['42', 42],
    ['42.0', 42],
    ['4.2e1', 42],
    ['-7', -7],
    ['-7.00', -7],
    ['0', 0],
  ])('integers are compared as numbers: %s is %i', async (sent, size) => {
    expect((await mirrored({ size }, { 'mcp-param-size': sent })).response.result).toBeDefined();
  });

  test('an integer that no double holds exactly is refused', async () => {
    for (const text of ['9007199254740993', '-9007199254740993', '9007199254740992']) {
      const reply = await mirrored({ size: Number(text) }, { 'mcp-param-size': text });
      expect(reply).toMatchObject(MISMATCH);
    }
    const largest = await mirrored({ size: Number.MAX_SAFE_INTEGER }, { 'mcp-param-size': '9007199254740991' });
    expect(largest.response.result).toBeDefined();
  });

  test('the markers of Base64 are lower case: in any other spelling they are the value itself', async () => {
    for (const region of ['=?BASE64?ZXU=?=', '=?Base64?ZXU=?=', '=?base64?ZXU=', 'base64?ZXU=?=']) {
      expect((await mirrored({ region }, { 'mcp-param-region': region })).response.result).toBeDefined();
      expect(await mirrored({ region: 'eu' }, { 'mcp-param-region': region })).toMatchObject(MISMATCH);
    }
  });
});

/** Calls a tool that wants three of its parameters in headers. */
async function mirrored(args: JsonObject, headers: Asking['headers'] = {}): Promise<Reply> {
  const property = (type: string, header: string) => ({ type: [type, 'null'], 'x-mcp-header': header });
  const input = {
    type: 'object',
    properties: {
      region: property('string', 'Region'),
      size: property('integer', 'Size'),
      dry: property('boolean', 'Dry'),
    },
  };
  return call((await deploy(tool({ input }))).instance(), 'greet', args, { headers });
}
