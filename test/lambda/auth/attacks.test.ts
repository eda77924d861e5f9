import { fromAlb, fromApiGateway, type HttpHandler } from '../../../lambda/edge/index.ts';
import type { HttpRequest } from '../../../lambda/http.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { SETTINGS } from '../../support/settings.ts';
import { type Deployment, openDeployment, type Reply, send } from './support/deployment.ts';
import { type Era, requestOf } from './support/requests.ts';

/*
 * Attacks on the functions as they are deployed, with real keys and tokens: what belongs to another caller, credentials in the wrong
 * place or form, and headers that lie about the body.
 */

const SERVER = 'orders';
const PATH = `/mcp/${SERVER}`;
const ERAS: readonly Era[] = ['2026-07-28', '2025-11-25'];
const CAPABILITIES = { elicitation: { form: {} }, extensions: { 'io.modelcontextprotocol/tasks': {} } };
const CONTEXT = { getRemainingTimeInMillis: () => 30_000 };
const DAY_MS = 86_400_000;
/** More tools than a page holds. */
const TOOLS = 1_100;

type Headers = Readonly<Record<string, string>>;

let deployment: Deployment;
let handler: HttpHandler;
/** Key A, before and after its rotation, another key with the same rights, and users. */
let callers: Readonly<Record<'a' | 'rotated' | 'b' | 'ana' | 'bob', Headers>>;
let keyA: string;

beforeAll(async () => {
  deployment = await openDeployment();
  const { apply, keys, clock, token } = deployment;
  const confirm = 'confirm: Sure?\nannotations: { readOnlyHint: false }\n';
  const tool = (server: string, name: string, more = '') =>
    `kind: Tool\nserver: ${server}\nname: ${name}\ndescription: d\ninput: { type: object }\n${more}target: { type: static, text: done }\n`;
  const many = Array.from({ length: TOOLS }, (_, index) => tool(SERVER, `t${index}`));
  const own = [tool(SERVER, 'ask', confirm), tool(SERVER, 'work', 'task: optional\n')];
  await apply(
    [`kind: Server\nserver: ${SERVER}\nsubscriptions: { listChanged: true }\n`, ...own, ...many].join('---\n'),
  );
  await apply([tool('other', 'ask', confirm), tool('other', 'work', 'task: optional\n')].join('---\n'));
  const expiresAt = clock.ms + DAY_MS;
  const [a, b] = await Promise.all(
    ['a', 'b'].map((name) => keys.create({ name, owner: 'o', scopes: ['x'], expiresAt })),
  );
  if (a === undefined || b === undefined) throw new Error('unreachable: two keys were created');
  keyA = a.id;
  const rotated = await keys.rotate(a.id, { overlapMs: 3_600_000 });
  const aud = [`${SETTINGS.publicUrl}${PATH}`, `${SETTINGS.publicUrl}/mcp/other`];
  const user = (sub: string) => ({ authorization: `Bearer ${token({ aud, sub, scope: 'x' })}` });
  callers = {
    a: { 'x-api-key': a.key },
    rotated: { authorization: `Bearer ${rotated.key}` },
    b: { 'x-api-key': b.key },
    ana: user('ana'),
    bob: user('bob'),
  };
  handler = deployment.start();
});
afterAll(() => deployment.close());

interface Sent {
  readonly era?: Era;
  readonly path?: string;
  readonly streams?: boolean;
  readonly headers?: Headers;
}

function request(caller: Headers, method: string, params: JsonObject = {}, sent: Sent = {}): Promise<Reply> {
  const { era = '2026-07-28', path = PATH, streams = true, headers } = sent;
  const { headers: own, body } = requestOf(era, method, params, CAPABILITIES);
  return send(handler, { path, streams, headers: { ...own, ...caller, ...headers }, body });
}

/** Each caller with others, to whom nothing of it belongs. Keys and users never share anything. */
const PAIRS = [
  ['a', ['b', 'ana', 'bob']],
  ['ana', ['bob', 'a', 'b']],
] as const;

describe.each(PAIRS)('what belongs to %s', (owner, others) => {
  const strangers = others.map((name) => [name] as const);
  const again = owner === 'a' ? 'rotated' : owner;

  describe('a cursor', () => {
    test.each(ERAS)('is invalid for others, in %s', async (era) => {
      const { nextCursor: cursor } = (await request(callers[owner], 'tools/list', {}, { era })).message.result;
      expect(cursor).toEqual(expect.any(String));

      for (const other of others) {
        const { message } = await request(callers[other], 'tools/list', { cursor }, { era });
        expect(message.error).toMatchObject({ code: -32602 });
      }
      const { error } = (await request(callers[owner], 'prompts/list', { cursor }, { era })).message;
      expect(error.code).toBe(-32602);
      const { result } = (await request(callers[again], 'tools/list', { cursor }, { era })).message;
      expect(result.tools.length).toBeGreaterThan(0);
    });
  });

  describe('a task', () => {
    let taskId: string;
    beforeAll(async () => {
      taskId = (await request(callers[owner], 'tools/call', { name: 'work', arguments: {} })).message.result.taskId;
    });

    test.each(strangers)('does not exist for %s', async (other) => {
      for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
        const params = { taskId, inputResponses: {} };
        const { status, message } = await request(callers[other], method, params);
        const unknown = await request(callers[other], method, { ...params, taskId: 'x'.repeat(taskId.length) });
        expect([status, message.error.message]).toEqual([
          unknown.status,
          unknown.message.error.message.replaceAll('x'.repeat(taskId.length), taskId),
        ]);
      }
    });

    test.each(strangers)('is not watched by %s', async (other) => {
      const reply = await request(callers[other], 'subscriptions/listen', {
        notifications: { taskIds: [taskId] },
      });
      expect(reply.text).not.toContain(taskId);
    });

    test('does not exist at another server, and stays as it was', async () => {
      const elsewhere = await request(callers[owner], 'tasks/get', { taskId }, { path: '/mcp/other' });
      expect(elsewhere.message.error.message).toContain('Unknown task');
      const { message } = await request(callers[again], 'tasks/get', { taskId });
      expect(message.result.status).toBe('working');
    });
  });

  describe('a request state', () => {
    const retry = (requestState: string) => ({
      name: 'ask',
      arguments: {},
      requestState,
      inputResponses: { 'spillway/confirm': { action: 'accept', content: {} } },
    });

    test('approves nothing for others, nor at another server', async () => {
      const asked = await request(callers[owner], 'tools/call', { name: 'ask', arguments: {} });
      const { requestState } = asked.message.result;
      for (const other of others) {
        const { message } = await request(callers[other], 'tools/call', retry(requestState));
        expect(message.error.data.reason).toBe('invalid_request_state');
      }
      const elsewhere = await request(callers[owner], 'tools/call', retry(requestState), { path: '/mcp/other' });
      expect(elsewhere.message.error.data.reason).toBe('invalid_request_state');
      const { result } = (await request(callers[again], 'tools/call', retry(requestState))).message;
      expect(result.content).toEqual([{ type: 'text', text: 'done' }]);
    });
  });

  describe('a session', () => {
    test('is no session for others, nor at another server', async () => {
      const era = '2025-11-25';
      const params = { protocolVersion: era, capabilities: CAPABILITIES, clientInfo: { name: 'c', version: '1' } };
      const { headers } = await request(callers[owner], 'initialize', params, { era });
      const session = { 'mcp-session-id': headers['mcp-session-id'] ?? '' };
      expect(session['mcp-session-id']).not.toBe('');
      const call = (name: keyof typeof callers, path = PATH) => firstMessage({ ...callers[name], ...session }, path);
      const own = await call(owner);
      expect(own).toContain('elicitation/create","params"');
      const without = await firstMessage(callers[owner]);
      expect(without).toContain('initialize again');

      expect(await call(again)).toContain('elicitation/create","params"');
      for (const other of others) expect(await call(other)).toBe(without);
      expect(await call(owner, '/mcp/other')).toBe(without);
    });
  });
});

describe('headers that lie about the body', () => {
  const LIES: readonly (readonly [string, Headers])[] = [
    ['another method', { 'mcp-method': 'tools/list' }],
    ['a method that streams elsewhere', { 'mcp-method': 'subscriptions/listen' }],
    ['another name', { 'mcp-method': 'tools/call', 'mcp-name': 't1' }],
    ['a name alone', { 'mcp-name': 't1' }],
    ['two names in one header', { 'mcp-method': 'tools/call', 'mcp-name': 'ask, t1' }],
    ['an encoded other name', { 'mcp-method': 'tools/call', 'mcp-name': '=?base64?dDE=?=' }],
    ['an inherited member', { 'mcp-method': '__proto__', 'mcp-name': 'constructor' }],
  ];
  const VERSIONS = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', undefined];
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 't0', arguments: {} } };

  test.each(
    VERSIONS.flatMap((version) =>
      LIES.flatMap(([name, lie]) => [true, false].map((streams) => ({ version, name, lie, streams }))),
    ),
  )('$name, in $version, streamed: $streams', async ({ version, lie, streams }) => {
    const era = version === '2026-07-28' ? version : '2025-11-25';
    const { headers, body } = requestOf(era, call.method, call.params);
    const { 'mcp-protocol-version': _, ...rest } = headers;
    const own = {
      ...(era === '2026-07-28' && rest),
      ...(version !== undefined && { 'mcp-protocol-version': version }),
    };

    const { status, message } = await send(handler, {
      path: PATH,
      streams,
      headers: { ...own, ...callers.a, ...lie },
      body,
    });

    expect([status, message.error.code]).toEqual([400, -32020]);
    expect(message.result).toBeUndefined();
  });

  test.each([{ 'mcp-method': 'tools/call' }, { 'mcp-name': 't0' }, { 'mcp-method': 'tools/call', 'mcp-name': 't0' }])(
    'a batch with %j',
    async (headers) => {
      for (const streams of [true, false]) {
        const body = JSON.stringify([call]);
        const { status, text } = await send(handler, {
          path: PATH,
          streams,
          headers: { ...callers.a, ...headers },
          body,
        });
        expect(status).toBe(400);
        expect(text).not.toContain('done');
      }
    },
  );

  test('are not looked at before the caller is known', async () => {
    const lie = { 'mcp-method': 'tools/list', authorization: 'Bearer a.b.c' };
    expect((await request({}, 'tools/call', { name: 't0' }, { headers: lie })).status).toBe(401);
  });
});

describe('credentials in the wrong place or form', () => {
  const { headers: own, body } = requestOf('2026-07-28', 'tools/call', { name: 't0', arguments: {} });
  const base = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...own };
  const asLines = (headers: Readonly<Record<string, string | readonly string[]>>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()]));

  /** The request as both event sources send it. */
  function fromBoth(
    headers: Readonly<Record<string, string | readonly string[]>>,
    more: Partial<HttpRequest> & { query?: Headers } = {},
  ) {
    const { query = {} } = more;
    const event = {
      httpMethod: 'POST',
      body: more.body ?? body,
      isBase64Encoded: false,
      multiValueHeaders: asLines({ ...base, ...headers }),
    };
    const alb = { ...event, path: PATH, requestContext: { elb: { targetGroupArn: 'arn:direct' } } };
    return [
      fromAlb({ ...alb, queryStringParameters: query }, CONTEXT),
      fromAlb({ ...alb, multiValueQueryStringParameters: asLines(query) }, CONTEXT),
      fromApiGateway({ ...event, pathParameters: { proxy: PATH.slice(1) }, headers: null }, CONTEXT),
    ];
  }

  const keyText = () => callers.a['x-api-key'] ?? '';
  const tokenText = () => (callers.ana.authorization ?? '').slice('Bearer '.length);

  test('the events are ones that are served', async () => {
    for (const each of fromBoth({ 'x-api-key': keyText() }))
      expect((await send(handler, { ...each, headers: known(each) })).status).toBe(200);
  });

  test.each<[string, () => Readonly<Record<string, string | readonly string[]>>]>([
    ['a key and a token', () => ({ ...callers.b, authorization: callers.ana.authorization ?? '' })],
    ['the same key in both headers', () => ({ 'x-api-key': keyText(), authorization: `Bearer ${keyText()}` })],
    ['X-Api-Key twice', () => ({ 'x-api-key': [keyText(), callers.b['x-api-key'] ?? ''] })],
    ['X-Api-Key twice with the same key', () => ({ 'x-api-key': [keyText(), keyText()] })],
    [
      'Authorization twice with the same token',
      () => ({ authorization: [`Bearer ${tokenText()}`, `Bearer ${tokenText()}`] }),
    ],
    ['Authorization twice with different schemes', () => ({ authorization: ['Basic YTpi', `Bearer ${tokenText()}`] })],
    [
      'Authorization in two spellings',
      () => ({ Authorization: `Bearer ${tokenText()}`, AUTHORIZATION: `Bearer ${tokenText()}` }),
    ],
    ['a line feed', () => ({ 'x-api-key': `${keyText()}\nx-admin: 1` })],
    ['a carriage return and a line feed', () => ({ authorization: `Bearer ${tokenText()}\r\nSet-Cookie: a=b` })],
    ['a zero byte', () => ({ authorization: `Bearer ${tokenText()}\u0000` })],
    ['an escape sequence', () => ({ 'x-api-key': `\u001b[2J${keyText()}` })],
    ['a character that reverses text', () => ({ 'x-api-key': `${keyText()}\u202e` })],
    ['an unpaired surrogate', () => ({ authorization: `Bearer ${tokenText()}\ud800` })],
  ])('%s: 400, and nothing is read or repeated', async (_name, headers) => {
    for (const each of fromBoth(headers())) {
      deployment.table.reads.length = 0;
      const reply = await send(handler, { ...each, headers: known(each) });
      expect(reply.status).toBe(400);
      // RFC 6750 section 3.1
      if (each.streams) expect(reply.headers['www-authenticate']).toBeUndefined();
      else expect(reply.headers['www-authenticate']).toMatch(/^Bearer error="invalid_request", /);
      expect(JSON.stringify([reply.headers, reply.text])).not.toMatch(/spw_|eyJ|Set-Cookie|x-admin|\\u001b|\\u0000/);
      expect(deployment.table.reads).toEqual([]);
    }
  });

  test('in the query, a cookie, other headers or the body: the caller has none', async () => {
    const message = JSON.parse(body);
    const inBody = { access_token: tokenText(), authorization: `Bearer ${tokenText()}`, 'x-api-key': keyText() };
    const requests = [
      ...fromBoth(
        {},
        { query: { access_token: tokenText(), authorization: `Bearer ${tokenText()}`, 'x-api-key': keyText() } },
      ),
      ...fromBoth({ cookie: `authorization=Bearer ${tokenText()}; x-api-key=${keyText()}` }),
      ...fromBoth({
        'proxy-authorization': `Bearer ${tokenText()}`,
        'x-amz-security-token': tokenText(),
        'api-key': keyText(),
        'x-forwarded-authorization': `Bearer ${tokenText()}`,
      }),
      ...fromBoth({}, { body: JSON.stringify({ ...message, ...inBody }) }),
      ...fromBoth(
        {},
        {
          body: JSON.stringify({
            ...message,
            params: { ...message.params, _meta: { ...message.params._meta, ...inBody } },
          }),
        },
      ),
    ];
    for (const each of requests) {
      const { status, message: response } = await send(handler, { ...each, headers: known(each) });
      expect([status, response.error.message]).toEqual([401, 'Credentials are required']);
    }
  });

  test.each<[string, () => Headers, number]>([
    ['a token', () => ({ authorization: `Bearer ${tokenText()}${'a'.repeat(2_000_000)}` }), 401],
    ['a key', () => ({ 'x-api-key': `spw_${'a'.repeat(2_000_000)}` }), 401],
    ['a token with many parts', () => ({ authorization: `Bearer ${'e.'.repeat(1_000_000)}` }), 401],
    ['a scheme', () => ({ authorization: 'b'.repeat(2_000_000) }), 401],
    ['spaces after the scheme', () => ({ authorization: `Bearer${' '.repeat(2_000_000)}!` }), 400],
    ['a list of credentials', () => ({ authorization: `Bearer ${'a, Bearer '.repeat(200_000)}` }), 400],
  ])('%s of two megabytes is refused at once, before anything is read', async (_name, headers, status) => {
    deployment.table.reads.length = 0;
    const begun = process.cpuUsage();
    const reply = await send(handler, { path: PATH, streams: false, headers: { ...base, ...headers() }, body });
    const { user, system } = process.cpuUsage(begun);
    expect(reply.status).toBe(status);
    expect(reply.text.length + (reply.headers['www-authenticate'] ?? '').length).toBeLessThan(1_000);
    expect(deployment.table.reads.filter((read) => read !== 'get ACCESS deny')).toEqual([]);
    // Quadratic work on two megabytes takes minutes.
    expect((user + system) / 1e6).toBeLessThan(5);
  });

  test('a body that is too large is refused before the credentials are looked at', async () => {
    deployment.table.reads.length = 0;
    const large = JSON.stringify({ ...JSON.parse(body), padding: 'a'.repeat(SETTINGS.limits.bodyBytes) });
    const fresh = deployment.start();
    expect(
      (await send(fresh, { path: PATH, streams: true, headers: { ...base, ...callers.a }, body: large })).status,
    ).toBe(413);
    expect(deployment.table.reads).toEqual([]);
  });
});

test('nothing that belongs to a revoked key is served', async () => {
  const { nextCursor: cursor } = (await request(callers.a, 'tools/list')).message.result;
  const { taskId } = (await request(callers.a, 'tools/call', { name: 'work', arguments: {} })).message.result;
  await deployment.keys.revoke(keyA);
  deployment.clock.ms += SETTINGS.catalog.refreshSeconds * 1_000;

  for (const caller of [callers.a, callers.rotated]) {
    expect((await request(caller, 'tools/list', { cursor })).status).toBe(401);
    expect((await request(caller, 'tasks/get', { taskId })).status).toBe(401);
  }
  expect((await request(callers.b, 'tasks/get', { taskId })).message.error.message).toContain('Unknown task');
});

/** What a tool that asks sends first to a client of 2025-11-25. */
async function firstMessage(headers: Headers, path = PATH): Promise<string> {
  const { headers: own, body } = requestOf('2025-11-25', 'tools/call', { name: 'ask', arguments: {} });
  const accept = 'application/json, text/event-stream';
  const all = { 'content-type': 'application/json', accept, ...own, ...headers };
  const response = await handler({ method: 'POST', path, headers: all, body, remainingMs: 30_000, streams: true });
  if (response.frames === undefined) return response.body;
  const chunks = response.frames.chunks[Symbol.asyncIterator]();
  const { value } = await chunks.next();
  await chunks.return?.();
  return String(value);
}

/** The headers that a request has. */
function known({ headers }: HttpRequest): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
