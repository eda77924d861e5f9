import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v2 from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { temporaryDirectory } from './support/directories.ts';
import { type Application, createApplication } from './support/oauth-provider.ts';
import { modernCall, post, withHeaders } from './support/requests.ts';
import { startTestStack, type TestStack } from './support/stack.ts';

/** A start takes a few seconds by itself, and far longer beside other tests. */
const SLOW_MS = 120_000;

const DOCUMENTS = `
kind: Server
server: shop
stepUp: [shop:read, shop:write]
---
kind: Tool
server: shop
name: open
description: For everyone who logged in.
input: { type: object }
target: { type: static, text: Welcome }
---
kind: Tool
server: shop
name: refund
description: Refunds an order.
scopes: [shop:read, shop:write]
input: { type: object }
target: { type: static, text: Refunded }
---
kind: Server
server: vault
scopes: [vault:open]
stepUp: [vault:open]
---
kind: Tool
server: vault
name: look
description: Looks into the vault.
input: { type: object }
target: { type: static, text: Gold }
---
kind: Tool
server: other
name: open
description: Another server.
input: { type: object }
target: { type: static, text: Other }
`;

/** What the tests need of a client, whatever its version. */
interface Session {
  listTools(): Promise<readonly string[]>;
  call(name: string): Promise<string>;
  close(): Promise<void>;
}

/** How a version of the SDK connects. */
interface Sdk {
  /** A transport to connect with, and to give the answer of the authorization server to. */
  open(
    url: string,
    how: { readonly application?: Application; readonly headers?: Record<string, string> },
  ): { connect(): Promise<Session>; finish(application: Application): Promise<void> };
}

const textOf = (content: unknown): string =>
  Array.isArray(content) ? content.map((block) => String(block.text)).join() : '';

const SDK_V1: Sdk = {
  open(url, { application, headers = {} }) {
    const options = { ...(application && { authProvider: application.provider }), requestInit: { headers } };
    const transport = new StreamableHTTPClientTransport(new URL(url), options);
    return {
      finish: ({ code }) => transport.finishAuth(code()),
      async connect() {
        const client = new Client({ name: 'test', version: '1' });
        await client.connect(transport);
        return {
          listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
          call: async (name) => textOf((await client.callTool({ name, arguments: {} })).content),
          close: () => client.close(),
        };
      },
    };
  },
};

const sdkV2 = (mode: v2.VersionNegotiationMode): Sdk => ({
  open(url, { application, headers = {} }) {
    const options = { ...(application && { authProvider: application.provider }), requestInit: { headers } };
    const transport = new v2.StreamableHTTPClientTransport(new URL(url), options);
    return {
      finish: ({ answer }) => transport.finishAuth(answer()),
      async connect() {
        const client = new v2.Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
        await client.connect(transport);
        return {
          listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
          call: async (name) => textOf((await client.callTool({ name, arguments: {} })).content),
          close: () => client.close(),
        };
      },
    };
  },
});

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let stack: TestStack;
let url: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const documents = join(directory.path, 'documents');
  await mkdir(documents);
  await writeFile(join(documents, 'shop.yaml'), DOCUMENTS);
  stack = await startTestStack({ auth: true, catalog: [documents] });
  url = `${stack.endpoint}/mcp/shop`;
}, SLOW_MS);
afterAll(async () => {
  await stack.stop();
  await directory.remove();
});

describe.each([
  ['SDK v1', SDK_V1],
  ['SDK v2, legacy', sdkV2('legacy')],
  ['SDK v2, 2026-07-28', sdkV2({ pin: '2026-07-28' })],
])('%s', (name, sdk) => {
  /** Logs in as the SDK does it: the first attempt fails, the user comes back with a code, and the next one succeeds. */
  async function connect(application: Application, to: string = url): Promise<Session> {
    const first = sdk.open(to, { application });
    await expect(first.connect()).rejects.toThrow();
    await first.finish(application);
    return sdk.open(to, { application }).connect();
  }

  test('logs in through discovery', async () => {
    const application = createApplication('alice');

    const session = await connect(application);

    expect(application.asked).toHaveLength(1);
    expect(await session.listTools()).toEqual(['open', 'refund']);
    expect(await session.call('open')).toBe('Welcome');
    await session.close();
  });

  test('renews a token that is not accepted any more, wherever that shows', async () => {
    const application = createApplication('alice');
    const session = await connect(application);
    const expire = () => {
      const { tokens } = application;
      application.tokens = tokens && { ...tokens, access_token: 'eyJ.expired.token' };
    };

    expire();
    expect(await session.call('open')).toBe('Welcome'); // a plain 401 on the streaming path
    expire();
    expect(await session.listTools()).toContain('open'); // a challenge, where 2026-07-28 reaches `direct`
    await session.close();
    expire();
    await (await sdk.open(url, { application }).connect()).close();

    expect(application.asked).toHaveLength(1);
  });

  test('steps up to the scopes that a tool needs', async () => {
    const application = createApplication('alice');
    const session = await connect(application);
    if (name === 'SDK v1') {
      // Its quirk: with a refresh token it refreshes, which changes no scope, and gives up.
      await expect(session.call('refund')).rejects.toThrow('Server returned 403 after trying upscoping');
      const { tokens } = application;
      application.tokens = tokens && { access_token: tokens.access_token, token_type: tokens.token_type };
    }
    await session.close();

    const second = sdk.open(url, { application });
    const reconnected = await second.connect();
    await expect(reconnected.call('refund')).rejects.toThrow();
    await second.finish(application);

    expect(await reconnected.call('refund')).toBe('Refunded');
    const scopes = application.asked.at(-1)?.split(' ') ?? [];
    expect(scopes.filter((scope) => scope.startsWith('shop:')).sort()).toEqual(['shop:read', 'shop:write']);
    await reconnected.close();
  });

  test('steps up to the scopes that a whole server needs', async () => {
    const application = createApplication('alice');
    const to = `${stack.endpoint}/mcp/vault`;
    const first = sdk.open(to, { application });
    await expect(first.connect()).rejects.toThrow();
    await first.finish(application);
    if (name === 'SDK v1') {
      const { tokens } = application;
      application.tokens = tokens && { access_token: tokens.access_token, token_type: tokens.token_type };
    }

    const second = sdk.open(to, { application });
    await expect(second.connect()).rejects.toThrow();
    await second.finish(application);
    const session = await sdk.open(to, { application }).connect();

    expect(await session.call('look')).toBe('Gold');
    await session.close();
  });

  test('is refused at another server with the token of this one', async () => {
    const application = createApplication('alice');
    await (await connect(application)).close();
    const authorization = `Bearer ${application.tokens?.access_token}`;

    const other = sdk.open(`${stack.endpoint}/mcp/other`, { headers: { authorization } });
    await expect(other.connect()).rejects.toThrow();
    const replayed = await post(`${stack.endpoint}/mcp/other`, withHeaders(modernCall('open'), { authorization }));
    expect(replayed.status).toBe(401);

    const same = await sdk.open(url, { headers: { authorization } }).connect();
    expect(await same.call('open')).toBe('Welcome');
    await same.close();
  });

  test.each([
    ['Authorization', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['X-Api-Key', (key: string) => ({ 'x-api-key': key })],
  ])('calls with a key in %s', async (_, headers) => {
    const session = await sdk.open(url, { headers: headers(stack.auth?.key ?? '') }).connect();
    expect(await session.listTools()).toEqual(['open', 'refund']);
    expect(await session.call('refund')).toBe('Refunded');
    await session.close();
  });
});

test('a client that refuses redirects gets a plain 403 that names the scopes', async () => {
  const application = createApplication('alice');
  const first = SDK_V1.open(url, { application });
  await expect(first.connect()).rejects.toThrow();
  await first.finish(application);

  const answer = await post(
    url,
    withHeaders(modernCall('refund'), {
      authorization: `Bearer ${application.tokens?.access_token}`,
      'user-agent': 'my-agent ai-sdk/2.0.99 runtime/node.js/24',
    }),
  );

  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.text).error.message).toMatch(/shop:read shop:write|shop:write shop:read/);
});
