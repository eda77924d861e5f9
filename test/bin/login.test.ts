import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { targetTypes } from '../support/targets.ts';
import { respondTo } from './support/respond.ts';

/** What a test changes of an MCP server and its authorization server; both are at one origin. */
interface Changes {
  readonly challenge?: string;
  readonly resource?: object;
  readonly server?: object;
  readonly registration?: { readonly status: number; readonly body: object };
  readonly token?: { readonly status: number; readonly body: object };
}

let directory: string;
let server: Server;
let origin: string;
let changes: Changes;
let seen: { readonly path: string; readonly body: string }[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spillway-login-'));
  changes = {};
  seen = [];
  server = createServer(async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    seen.push({ path, body: await text(request) });
    const { status, body, headers = {} } = answerTo(path);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

function answerTo(path: string): { status: number; body: object; headers?: Record<string, string> } {
  switch (path) {
    case '/mcp/shop': {
      const metadata = `${origin}/.well-known/oauth-protected-resource/mcp/shop`;
      const header = changes.challenge ?? `Bearer scope="shop:read", resource_metadata="${metadata}"`;
      return { status: 401, body: {}, headers: { 'www-authenticate': header } };
    }
    case '/.well-known/oauth-protected-resource/mcp/shop':
      return {
        status: 200,
        body: { resource: `${origin}/mcp/shop`, authorization_servers: [origin], ...changes.resource },
      };
    case '/.well-known/oauth-authorization-server':
      return {
        status: 200,
        body: {
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          registration_endpoint: `${origin}/register`,
          code_challenge_methods_supported: ['S256'],
          ...changes.server,
        },
      };
    case '/register':
      return changes.registration ?? { status: 201, body: { client_id: 'registered' } };
    case '/token':
      return changes.token ?? { status: 200, body: { access_token: 'an-access-token', token_type: 'Bearer' } };
    default:
      return { status: 404, body: {} };
  }
}

/** A browser that returns to the client with these parameters. */
const returns =
  (parameters: (page: URLSearchParams) => Readonly<Record<string, string>>) =>
  async (page: string): Promise<boolean> => {
    const { searchParams } = new URL(page);
    const answer = new URLSearchParams({ state: searchParams.get('state') ?? '', ...parameters(searchParams) });
    await fetch(`${searchParams.get('redirect_uri')}?${answer}`);
    return true;
  };

async function run(words: readonly string[], more: Partial<CliContext> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(words, {
    stdout: (line) => out.push(line),
    stderr: (line) => err.push(line),
    directory,
    configDirectory: join(directory, 'config'),
    fetch,
    openBrowser: returns(() => ({ code: 'a-code' })),
    targets: targetTypes,
    ...more,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const login = (more: Partial<CliContext> = {}, ...words: string[]) =>
  run(['login', `${origin}/mcp/shop`, ...words], more);
const formTo = (path: string) => new URLSearchParams(seen.find((each) => each.path === path)?.body);

test('proves with PKCE that it began the login, and names the resource', async () => {
  let asked = new URLSearchParams();
  const openBrowser = returns((page) => {
    asked = page;
    return { code: 'a-code' };
  });

  expect(await login({ openBrowser })).toMatchObject({ code: 0 });

  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    client_id: 'registered',
    scope: 'shop:read',
    resource: `${origin}/mcp/shop`,
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(Object.fromEntries(formTo('/token'))).toMatchObject({
    grant_type: 'authorization_code',
    code: 'a-code',
    code_verifier: expect.stringMatching(/^[\w-]{43}$/),
    resource: `${origin}/mcp/shop`,
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
  });
});

test('prints the URL and opens nothing with --no-browser', async () => {
  let opened = 0;
  const stderr = (line: string) => {
    const [page] = /http:\S+\/authorize\?\S+/.exec(line) ?? [];
    if (page !== undefined) void returns(() => ({ code: 'a-code' }))(page);
  };
  const openBrowser = async () => {
    opened += 1;
    return true;
  };

  expect(await login({ openBrowser, stderr }, '--no-browser')).toMatchObject({ code: 0 });
  expect(opened).toBe(0);
});

test('refuses an answer with another state, and waits for its own', async () => {
  const statuses: number[] = [];
  const openBrowser = async (page: string) => {
    const { searchParams } = new URL(page);
    const redirect = searchParams.get('redirect_uri');
    for (const query of ['code=stolen', 'code=stolen&state=', `code=stolen&state=${'a'.repeat(43)}`]) {
      statuses.push((await fetch(`${redirect}?${query}`)).status);
    }
    return returns(() => ({ code: 'a-code' }))(page);
  };

  expect(await login({ openBrowser })).toMatchObject({ code: 0 });
  expect(statuses).toEqual([400, 400, 400]);
  expect(formTo('/token').get('code')).toBe('a-code');
});

test('is not ended by a request of another page whose target is no URL', async () => {
  let status = 0;
  const openBrowser = async (page: string) => {
    const redirect = new URL(new URL(page).searchParams.get('redirect_uri') ?? '');
    status = (await fetch(`${redirect.origin}//`)).status;
    return returns(() => ({ code: 'a-code' }))(page);
  };

  expect(await login({ openBrowser })).toMatchObject({ code: 0 });
  expect(status).toBe(400);
});

describe('ends without a token', () => {
  afterEach(() => expect(seen.map(({ path }) => path)).not.toContain('/token'));

  test.each<[string, Changes, Record<string, string>, RegExp]>([
    ['for an answer of another issuer', {}, { code: 'c', iss: 'https://evil.example' }, /another authorization server/],
    [
      'for an answer without the issuer that the server promises',
      { server: { authorization_response_iss_parameter_supported: true } },
      { code: 'c' },
      /another authorization server/,
    ],
    ['for an error', {}, { error: 'access_denied' }, /the login was refused: access_denied/],
    ['for an answer without a code', {}, {}, /has no code/],
  ])('%s', async (_, given, parameters, message) => {
    changes = given;
    const { code, err } = await login({ openBrowser: returns(() => parameters) });
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  test.each<[string, Changes, RegExp]>([
    [
      'metadata about another server',
      { resource: { resource: 'https://mcp.example.com/mcp/shop' } },
      /another resource/,
    ],
    [
      'a server with a name that begins alike',
      { resource: { resource: 'http://127.0.0.1:1/mcp' } },
      /another resource/,
    ],
    ['no authorization server', { resource: { authorization_servers: [] } }, /names no authorization server/],
    [
      'an authorization server over http',
      { resource: { authorization_servers: ['http://a.example'] } },
      /an https URL/,
    ],
    ['metadata of another issuer', { server: { issuer: 'https://evil.example' } }, /names another issuer/],
    ['no PKCE', { server: { code_challenge_methods_supported: ['plain'] } }, /does not support PKCE with S256/],
    ['a token endpoint over http', { server: { token_endpoint: 'http://a.example/token' } }, /token_endpoint must be/],
    ['a page that is no URL of the web', { server: { authorization_endpoint: 'file:///bin/sh' } }, /must be an https/],
    ['no registration', { server: { registration_endpoint: undefined } }, /--client-id/],
    [
      'a refused registration',
      { registration: { status: 400, body: { error: 'no' } } },
      /refused to register a client: no/,
    ],
  ])('for %s', async (_, given, message) => {
    changes = given;
    const { code, err } = await login();
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ +at /m);
  });

  test('for a client ID metadata document that the server does not read', async () => {
    const { err } = await login({}, '--client-id', 'https://client.example/spillway.json');
    expect(err).toContain('does not read client ID metadata documents');
  });
});

test('uses the document of a client where the server reads it', async () => {
  changes = { server: { client_id_metadata_document_supported: true, registration_endpoint: undefined } };
  const document = 'https://client.example/spillway.json';
  expect(await login({}, '--client-id', document)).toMatchObject({ code: 0 });
  expect(formTo('/token').get('client_id')).toBe(document);
});

test('finds the document at the well-known path where the challenge does not name it', async () => {
  changes = { challenge: 'Bearer', resource: { scopes_supported: ['shop:list'] } };
  expect(await login()).toMatchObject({ code: 0, out: `logged in to ${origin}/mcp/shop with shop:list` });
});

test.each([
  ['no bearer token', { access_token: 'a', token_type: 'DPoP' }],
  ['a token that no header can carry', { access_token: 'a\r\nb', token_type: 'Bearer' }],
])('refuses %s, and does not print it', async (_, body) => {
  changes = { token: { status: 200, body } };
  const { code, err } = await login();
  expect(code).toBe(1);
  expect(err).toMatch(/issued no bearer token$/);
});

test.each([
  [['login'], /no server given/],
  [['login', 'ftp://a.example'], /expected an http or https URL/],
  [['login', '--local'], /--server NAME/],
  [['login', 'https://a.example', '--local'], /not both/],
  [['login', 'https://a.example', '--port', '0'], /--port must be/],
  [['login', 'https://a.example', '--scope', 'a"b'], /is not a scope/],
  [['logout'], /--all/],
  [['logout', 'https://a.example', '--all'], /--all/],
])('%j is a usage error', async (words, message) => {
  const { code, err } = await run(words);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

describe('the stored logins', () => {
  const store = async (content: string, mode = 0o600) => {
    await mkdir(join(directory, 'config'), { recursive: true });
    const file = join(directory, 'config', 'logins.json');
    await writeFile(file, content);
    await chmod(file, mode);
    return file;
  };

  test('are not used when others can read them', async () => {
    const file = await store(JSON.stringify({ version: 1, logins: [] }), 0o644);
    const { code, err } = await login();
    expect(code).toBe(1);
    expect(err).toContain(`chmod 600 ${file}`);
    expect(seen).toEqual([]);
  });

  test.each(['', '{}', '{"version":1,"logins":[{}]}', '{"version":1,"logins":[null]}'])(
    'that are damaged are reported: %s',
    async (content) => {
      await store(content);
      expect((await login()).err).toContain('is damaged: delete it, and log in again');
    },
  );

  test('that are missing are no error at logout', async () => {
    expect(await run(['logout', '--all'])).toMatchObject({ code: 0, out: 'there are no logins' });
    const { code, err } = await run(['logout', `${origin}/mcp/shop`]);
    expect([code, err]).toEqual([1, `error: there is no login for ${origin}/mcp/shop`]);
  });
});

describe('a call', () => {
  const RESULT = { result: { content: [{ type: 'text', text: 'ok' }] } };
  let sent: { readonly url: string; readonly authorization: string | null }[];
  /** A server that answers in turn with these responses. */
  const server = (...responses: Response[]): Partial<CliContext> => ({
    fetch: async (input, init) => {
      sent.push({ url: String(input), authorization: new Headers(init?.headers).get('authorization') });
      return responses.shift() ?? respondTo(init, RESULT);
    },
  });
  const refusal = (status: number, headers: Record<string, string> = {}, message = 'No') =>
    Response.json({ jsonrpc: '2.0', error: { code: -32600, message } }, { status, headers });
  const call = (more: Partial<CliContext>, ...words: string[]) =>
    run(['call', 'shop/read', '--endpoint', 'https://mcp.example.com', ...words], more);
  const KEY = 'spw_7Hq2vB0xYkTm_aVerySecretPartOfTheKey';

  beforeEach(() => {
    sent = [];
  });

  test('sends the key of --key, before that of SPILLWAY_KEY', async () => {
    const environment = { SPILLWAY_KEY: 'spw_other' };
    await call({ ...server(), environment }, '--key', KEY);
    await call({ ...server(), environment });
    expect(sent.map(({ authorization }) => authorization)).toEqual([`Bearer ${KEY}`, 'Bearer spw_other']);
  });

  test('sends nothing without a key and a login', async () => {
    expect(await call({ ...server(), environment: { SPILLWAY_KEY: '' } })).toMatchObject({ code: 0, out: 'ok' });
    expect(sent).toMatchObject([{ authorization: null }]);
  });

  test.each(['a b', 'line\nbreak', 'snow☃'])(
    'refuses a key that no header carries, without printing it: %j',
    async (key) => {
      const { code, err } = await call(server(), '--key', key);
      expect(code).toBe(2);
      expect(err).toContain('--key must be a key');
      expect(err).not.toContain(key);
      expect(sent).toEqual([]);
    },
  );

  test.each<[string, Response, string]>([
    ['401', refusal(401), '`spillway keys show 7Hq2vB0xYkTm`'],
    ['403', refusal(403, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a b"' }), '--scope a b'],
    ['429 for long', refusal(429, { 'retry-after': '61' }), 'try again in 61 seconds'],
    ['503', refusal(503, { 'retry-after': '1' }), 'try again in a second'],
    ['503 of a proxy', new Response('<html>', { status: 503 }), 'try again in a moment'],
  ])('with a key that ends with %s says what to do', async (_, response, hint) => {
    const { code, err } = await call(server(response), '--key', KEY);
    expect(code).toBe(1);
    expect(err).toContain(hint);
  });

  test.each<[string, Response, string]>([
    ['401', refusal(401), 'spillway login https://mcp.example.com/mcp/shop'],
    ['401 of a stage with keys alone', refusal(401, { 'www-authenticate': 'Bearer' }), 'makes one.'],
  ])('without credentials that ends with %s says what to do', async (_, response, hint) => {
    const { err } = await call(server(response));
    expect(err.endsWith(hint)).toBe(true);
  });

  test('prints no key that a proxy echoes', async () => {
    const { err } = await call(
      server(new Response(`debug: Authorization: Bearer ${KEY}`, { status: 502 })),
      '--key',
      KEY,
    );
    expect(err).toContain('Bearer [hidden]');
    expect(err).not.toContain('aVerySecret');
  });

  test('warns before a key travels in the open', async () => {
    const { err } = await run(['call', 'a/b', '--endpoint', 'http://mcp.example.com', '--key', KEY], server());
    expect(err).toContain('warning: mcp.example.com is reached over http');
    const local = await run(['call', 'a/b', '--endpoint', 'http://127.0.0.1:9', '--key', KEY], server());
    expect(local.err).toBe('');
  });

  describe('with a login', () => {
    const stored = (more: object = {}) => ({
      resource: 'https://mcp.example.com/mcp/shop',
      issuer: 'https://login.example.com',
      tokenEndpoint: 'https://login.example.com/token',
      clientId: 'registered',
      accessToken: `access-${randomUUID()}`,
      refreshToken: `refresh-${randomUUID()}`,
      scopes: [],
      ...more,
    });
    const keep = async (...logins: object[]) => {
      await mkdir(join(directory, 'config'), { recursive: true });
      const file = join(directory, 'config', 'logins.json');
      await writeFile(file, JSON.stringify({ version: 1, logins }), { mode: 0o600 });
    };

    test.each([
      ['of the server', 'https://mcp.example.com/mcp/shop', true],
      ['of the server in another spelling', 'https://mcp.example.com/shop/mcp/', true],
      ['of the deployment', 'https://mcp.example.com', true],
      ['of another server', 'https://mcp.example.com/mcp/shopping', false],
      ['of another host', 'https://mcp.example.org/mcp/shop', false],
      ['of another port', 'https://mcp.example.com:8443/mcp/shop', false],
      ['of the same host over http', 'http://mcp.example.com/mcp/shop', false],
    ])('%s: %s', async (_, resource, used) => {
      const login = stored({ resource });
      await keep(login);
      await call(server());
      expect(sent).toMatchObject([{ authorization: used ? `Bearer ${login.accessToken}` : null }]);
    });

    test('prefers the login of the server to that of the deployment', async () => {
      const [wide, narrow] = [stored({ resource: 'https://mcp.example.com/' }), stored()];
      await keep(wide, narrow);
      await call(server());
      expect(sent).toMatchObject([{ authorization: `Bearer ${narrow.accessToken}` }]);
    });

    test('renews a token that the server refuses, and sends the call once more', async () => {
      await keep(stored());
      const renewed = Response.json({ access_token: 'young', token_type: 'bearer', expires_in: 60 });
      expect(await call(server(refusal(401), renewed))).toMatchObject({ code: 0, out: 'ok' });
      expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(['/mcp/shop', '/token', '/mcp/shop']);
      expect(sent.at(-1)?.authorization).toBe('Bearer young');
      expect(sent[1]?.authorization).toBeNull();
    });

    test('gives up when the new token is refused, too', async () => {
      await keep(stored());
      const renewed = Response.json({ access_token: 'young', token_type: 'Bearer' });
      const { err } = await call(server(refusal(401), renewed, refusal(401)));
      expect(sent).toHaveLength(3);
      expect(err).toContain('The server does not accept the login');
    });

    test('stays when the authorization server is away', async () => {
      const login = stored({ expiresAt: 1 });
      await keep(login);
      const { err } = await call(server(new Response('', { status: 502 })));
      expect(err).toContain('cannot be renewed: https://login.example.com issued no token: HTTP 502. To log in again:');
      expect(await call(server(Response.json({ access_token: 'young', token_type: 'Bearer' })))).toMatchObject({
        code: 0,
      });
    });

    test('says with which scopes to log in', async () => {
      await keep(stored());
      const challenge = { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a b"' };
      const { err } = await call(server(refusal(403, challenge)));
      expect(err).toMatch(/spillway login https:\/\/mcp\.example\.com\/mcp\/shop --scope a b$/);
    });

    test('is left aside for a key', async () => {
      await keep(stored());
      await call(server(), '--key', KEY);
      expect(sent).toMatchObject([{ authorization: `Bearer ${KEY}` }]);
    });
  });
});
