import { once } from 'node:events';
import { jest } from '@jest/globals';
import { CredentialsRefused, ServerBusy, ServerUnreachable } from '../../../client/errors/index.ts';
import { SpillwayTransport, type TransportOptions } from '../../../client/transport/index.ts';
import { META, V2026 } from '../../../lambda/mcp/index.ts';
import { type Arrived, type LiveServer, type Responder, socketOf, startLiveServer } from '../support/live-server.ts';
import { sendError } from '../support/replies.ts';
import { type Connect, connectV1, connectV2, type SdkClient } from './support/sdk-clients.ts';

const CLIENTS: readonly (readonly [string, Connect])[] = [
  ['SDK v1', connectV1],
  ['SDK v2', connectV2],
];
const PROGRESS = { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 'x', progress: 1 } };

let server: LiveServer;
const clients: SdkClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await server.close();
});

/** Starts a server of 2026-07-28 whose calls behave as a test specifies. */
async function start(onCall: Responder): Promise<void> {
  server = await startLiveServer((response, request, number) => {
    if (request.body.method === 'tools/call') return onCall(response, request, number);
    const capabilities = { tools: {} };
    const result = {
      resultType: 'complete',
      supportedVersions: [V2026],
      capabilities,
      ttlMs: 0,
      cacheScope: 'private',
    };
    const empty = { resultType: 'complete', tools: [], ttlMs: 0, cacheScope: 'private' };
    const body = {
      jsonrpc: '2.0',
      id: request.body.id,
      result: request.body.method === 'server/discover' ? result : empty,
    };
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
}

async function connected(connect: Connect, options: Partial<TransportOptions> = {}): Promise<SdkClient> {
  const client = await connect({ url: server.url, ...options });
  clients.push(client);
  return client;
}

function resultOf({ body }: Arrived, text = 'done') {
  return { jsonrpc: '2.0', id: body.id, result: { resultType: 'complete', content: [{ type: 'text', text }] } };
}

function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

const calls = () => server.arrived.filter(({ body }) => body.method === 'tools/call');

describe.each(CLIENTS)('%s', (_, connect) => {
  test('ignores blank lines, foreign responses and what follows the response', async () => {
    await start((response, request) => {
      response.writeHead(200, { 'content-type': 'application/json-lines' });
      const foreign = { ...resultOf(request, 'foreign'), id: 'other' };
      response.end(
        `\n\r\n${line(foreign)}${line(PROGRESS)}\n${line(resultOf(request))}${line(resultOf(request, 'late'))}`,
      );
    });

    const client = await connected(connect);

    expect(await client.call('order')).toBe('done');
  });

  test('learns from an error response what had arrived before the stream was cut', async () => {
    await start((response) => {
      response.writeHead(200, { 'content-type': 'application/json-lines' });
      response.write(line(PROGRESS) + line(PROGRESS), () => socketOf(response).destroy());
    });

    const client = await connected(connect);

    await expect(client.call('order')).rejects.toMatchObject({
      code: -32000,
      message: expect.stringContaining('2 messages had arrived'),
      data: { name: 'StreamCut', actor: 'later', received: 2, maySafelyRepeat: false },
    });
    expect(calls()).toHaveLength(1);
  });

  test('learns that a message is too large', async () => {
    await start((response, request) => {
      response.writeHead(200, { 'content-type': 'application/json-lines' });
      response.end(line(resultOf(request, 'x'.repeat(2000))));
    });

    const client = await connected(connect, { maxMessageBytes: 1000 });

    await expect(client.call('order')).rejects.toMatchObject({ data: { name: 'MessageTooLarge' } });
  });

  test('repeats a call after 429, which was not carried out', async () => {
    await start((response, request) => {
      if (calls().length === 1) return void response.writeHead(429, { 'retry-after': '0' }).end();
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(resultOf(request)));
    });

    const client = await connected(connect);

    expect(await client.call('order')).toBe('done');
    expect(calls()).toHaveLength(2);
  });

  test.each([
    [401, CredentialsRefused],
    [403, CredentialsRefused],
    [503, ServerBusy],
  ])('rejects with a class of the client after %i', async (status, type) => {
    await start((response) => void response.writeHead(status).end('no'));

    const client = await connected(connect);

    await expect(client.call('order')).rejects.toBeInstanceOf(type);
  });

  test('sends credentials that were renewed after a 401', async () => {
    let token = 'old';
    await start((response, request) => {
      if (request.headers.authorization !== 'Bearer new') return void response.writeHead(401).end();
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(resultOf(request)));
    });
    const renewCredentials = async () => {
      token = 'new';
      return true;
    };

    const client = await connected(connect, {
      headers: () => ({ authorization: `Bearer ${token}` }),
      renewCredentials,
    });

    expect(await client.call('order')).toBe('done');
  });

  test('closes the connection at once when a call is aborted', async () => {
    const aborter = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    await start((response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'content-type': 'application/json-lines' });
      response.write(line(PROGRESS), () => aborter.abort());
    });
    const client = await connected(connect);

    await expect(client.call('order', {}, { signal: aborter.signal })).rejects.toThrow();

    await closed;
    expect(server.arrived.map(({ body }) => body.method)).not.toContain('notifications/cancelled');
  });

  test('closes every connection when the client closes', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    let arrived: () => void = () => undefined;
    const called = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await start((response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'content-type': 'application/json-lines' });
      response.write('\n', arrived);
    });
    const client = await connected(connect);
    const call = client.call('order').catch((error: unknown) => error);
    await called;

    await client.close();

    await closed;
    expect(await call).toBeInstanceOf(Error);
  });
});

test('a server that cannot be reached is an error of its own', async () => {
  await start(() => undefined);
  await server.close();

  const connecting = connectV1({ url: server.url, maxRetries: 0 });

  await expect(connecting).rejects.toBeInstanceOf(ServerUnreachable);
});

test.each([
  ['http://me:hunter2@127.0.0.1/mcp/shop', 'url must not contain credentials: pass them in headers'],
  ['me:hunter2@127.0.0.1/mcp/shop', 'url must be the http or https URL of an MCP server'],
  ['/mcp/shop', 'url must be the http or https URL of an MCP server'],
])('the URL %s is refused, without a word of its credentials', async (url, message) => {
  await start(() => undefined);

  expect(() => new SpillwayTransport({ url })).toThrow(new TypeError(message));
});

test('a transport is used once, and after its start', async () => {
  await start(() => undefined);
  const transport = new SpillwayTransport({ url: server.url });
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

  await expect(transport.send(ping)).rejects.toThrow('not been started');
  await transport.start();
  await expect(transport.start()).rejects.toThrow('started before');
  await expect(transport.send([ping])).rejects.toThrow('batches');
  await transport.close();
  await expect(transport.send(ping)).rejects.toThrow('closed');
});

test('a request of a modern client carries the token for partial results that its caller chose', async () => {
  await start((response, request) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(resultOf(request)));
  });
  const transport = new SpillwayTransport({ url: server.url });
  const meta = { [META.protocolVersion]: V2026, [META.clientCapabilities]: {} };
  const call = (id: number, _meta: object) =>
    transport.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'order', _meta } });
  await transport.start();

  await call(1, { ...meta, partialResultToken: 'mine' });
  await call(2, meta);
  await transport.close();

  expect(calls().map(({ body }) => body)).toMatchObject([
    { params: { _meta: { partialResultToken: 'mine' } } },
    { params: { _meta: { partialResultToken: 2 } } },
  ]);
});

test.each([
  ['of a modern client', { _meta: { [META.protocolVersion]: V2026, [META.clientCapabilities]: {} } }],
  ['of an older client', {}],
])('a request that the transport does not know, %s, is not repeated: it may change something', async (_, params) => {
  server = await startLiveServer((response) => socketOf(response).destroy());
  const transport = new SpillwayTransport({ url: server.url });
  await transport.start();

  const paying = transport.send({ jsonrpc: '2.0', id: 1, method: 'acme/pay', params });

  await expect(paying).rejects.toBeInstanceOf(ServerUnreachable);
  await transport.close();
  expect(server.arrived).toHaveLength(1);
});

test('a stream that an older server ends early is continued, and its request is not repeated', async () => {
  const result = { tools: [] };
  server = await startLiveServer((response, { body }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (body.method !== undefined) response.end('id: 1\nretry: 10\ndata: \n\n');
    else response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id: 5, result })}\n\n`);
  });
  const messages: object[] = [];
  const transport = new SpillwayTransport({ url: server.url });
  transport.onmessage = (message) => void messages.push(message);
  await transport.start();

  await transport.send({ jsonrpc: '2.0', id: 5, method: 'tools/list' });

  await transport.close();
  expect(messages).toEqual([{ jsonrpc: '2.0', id: 5, result }]);
  expect(server.arrived.map(({ body, headers }) => [body.method, headers['last-event-id']])).toEqual([
    ['tools/list', undefined],
    [undefined, '1'],
  ]);
});

test('a notification that an older server refuses is an error with its words', async () => {
  const error = { code: -32001, message: 'Session not found' };
  server = await startLiveServer((response, request) => sendError(response, request, 404, error));
  const transport = new SpillwayTransport({ url: server.url });
  await transport.start();

  const notifying = transport.send({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' });

  await expect(notifying).rejects.toMatchObject({ name: 'RequestRefused', status: 404, ...error });
  await transport.close();
});

test('a server that never responds to server/discover receives initialize', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const messages: object[] = [];
  server = await startLiveServer((response, request) => {
    if (request.body.method === 'server/discover') return void jest.advanceTimersByTime(10_000);
    return void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id: request.body.id, result: { protocolVersion: '2025-11-25' } }));
  });
  const transport = new SpillwayTransport({ url: server.url });
  transport.onmessage = (message) => void messages.push(message);
  await transport.start();

  await transport.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { capabilities: {} } });
  jest.useRealTimers();
  await transport.close();

  expect(messages).toEqual([{ jsonrpc: '2.0', id: 1, result: { protocolVersion: '2025-11-25' } }]);
});
