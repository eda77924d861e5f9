import { type Connect, connectV1, connectV2, connectV2Legacy, type SdkClient } from './support/sdk-clients.ts';
import { type SdkServer, startStatefulV1, startStatelessV1, startV2 } from './support/sdk-servers.ts';

const CLIENTS: readonly (readonly [string, Connect])[] = [
  ['SDK v1', connectV1],
  ['SDK v2', connectV2],
  ['SDK v2 as it is by default', connectV2Legacy],
];

let server: SdkServer;
const clients: SdkClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await server.close();
});

const connecting =
  (connect: Connect): Connect =>
  async (options, handlers) => {
    const client = await connect(options, handlers);
    clients.push(client);
    return client;
  };

describe.each(CLIENTS.map(([name, connect]) => [name, connecting(connect)] as const))('%s', (_, connect) => {
  const servers = [
    ['a server of SDK v1 with sessions', startStatefulV1],
    ['a server of SDK v1 without sessions', startStatelessV1],
    ['a server of SDK v2', startV2],
  ] as const;

  test.each(servers)('lists, calls and reads from %s', async (__, start) => {
    server = await start();

    const client = await connect({ url: server.url });

    expect(await client.tools()).toContain('greet');
    expect(await client.call('greet', { name: 'Zoë' })).toBe('Hello, Zoë!');
    expect(await client.read('note://1')).toBe('a note');
    expect(client.serverName()).toMatch(/^v[12]$/);
  });

  test.each([servers[0], servers[2]])('answers the questions of %s', async (__, start) => {
    server = await start();

    const client = await connect({ url: server.url }, { confirm: true });

    expect(await client.call('deploy')).toBe('deployed');
  });

  test.each([servers[0], servers[2]])('receives progress from %s', async (__, start) => {
    server = await start();
    const seen: number[] = [];

    const client = await connect({ url: server.url });
    await client.call('greet', { name: 'Zoë' }, { onprogress: ({ progress }) => void seen.push(progress) });

    expect(seen).toEqual([1]);
  });

  test('calls a tool that mirrors an argument into a header, without a list first', async () => {
    server = await startV2();

    const client = await connect({ url: server.url });

    expect(await client.call('near', { region: 'Zürich' })).toBe('Zürich');
    const calls = server.seen.filter(({ method }) => method === 'tools/call');
    expect(calls.map(({ headers }) => headers['mcp-param-region'])).toContain('=?base64?WsO8cmljaA==?=');
  });

  test('ends its session when it closes', async () => {
    server = await startStatefulV1();
    const client = await connect({ url: server.url });
    const { sessionId } = client.transport;

    await client.close();

    expect(sessionId).toBeDefined();
    expect(server.seen.at(-1)).toMatchObject({ verb: 'DELETE', headers: { 'mcp-session-id': sessionId } });
  });
});

describe.each([
  ['SDK v1 at a server of SDK v1', connecting(connectV1), startStatefulV1],
  ['SDK v1 at a server of SDK v2', connecting(connectV1), startV2],
  ['SDK v2 by default at a server of SDK v2', connecting(connectV2Legacy), startV2],
] as const)('%s', (_, connect, start) => {
  test('is notified when the list of tools changes', async () => {
    server = await start();
    let changed: () => void = () => undefined;
    const change = new Promise<void>((resolve) => {
      changed = resolve;
    });

    await connect({ url: server.url }, { onToolsChanged: () => changed() });
    const timer = setInterval(() => server.announce(), 20);

    await change;
    clearInterval(timer);
  });
});

test('no stream is opened for changes if that is not wanted', async () => {
  server = await startV2();

  const client = await connecting(connectV1)({ url: server.url, listen: false });
  await client.tools();

  expect(server.seen.map(({ method }) => method)).toEqual(['server/discover', 'tools/list']);
});

test('a page sends mirrored arguments only to a server that has refused a call without them', async () => {
  Reflect.set(globalThis, 'location', { protocol: 'http:' });
  server = await startV2();
  try {
    const client = await connecting(connectV1)({ url: server.url, listen: false });
    await client.tools();
    await client.call('near', { region: 'eu' });
    await client.call('near', { region: 'us' });
  } finally {
    Reflect.deleteProperty(globalThis, 'location');
  }

  const calls = server.seen.filter(({ method }) => method === 'tools/call');
  expect(calls.map(({ headers }) => headers['mcp-param-region'])).toEqual([undefined, 'eu', 'us']);
});
