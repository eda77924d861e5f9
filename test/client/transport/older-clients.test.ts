import type { ServerResponse } from 'node:http';
import { SpillwayTransport } from '../../../client/transport/index.ts';
import { META, V2026 } from '../../../lambda/mcp/index.ts';
import { type Arrived, type LiveServer, startLiveServer } from '../support/live-server.ts';
import { resultOf, sendLines, sendResult } from '../support/replies.ts';

type Message = Record<string, unknown>;

let server: LiveServer;
let transport: SpillwayTransport;
let received: Message[];

/** Starts a server of 2026-07-28 and a transport that is initialized as by SDK v1. */
async function start(answer: (request: Arrived) => Message, capabilities: Message = { tools: {} }): Promise<void> {
  server = await startLiveServer((response, request) => {
    if (request.body.method === 'subscriptions/listen') return acknowledge(response, request);
    const discovered = { supportedVersions: [V2026], capabilities, instructions: 'Be kind.' };
    const outcome = request.body.method === 'server/discover' ? { result: discovered } : answer(request);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: request.body.id, ...outcome }));
  });
  transport = new SpillwayTransport({ url: server.url });
  received = [];
  transport.onmessage = (message) => received.push(message as Message);
  await transport.start();
  const clientInfo = { name: 'old', version: '1' };
  const capabilitiesOfClient = { elicitation: {}, tasks: { list: {} } };
  await send('initialize', { protocolVersion: '2025-06-18', capabilities: capabilitiesOfClient, clientInfo });
  await transport.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
}

/** A stream that stays open. */
function acknowledge(response: ServerResponse, { body }: Arrived): void {
  const notifications = body.params?.notifications;
  const method = 'notifications/subscriptions/acknowledged';
  response.writeHead(200, { 'content-type': 'application/json-lines' });
  response.write(`${JSON.stringify({ jsonrpc: '2.0', method, params: { notifications } })}\n`);
}

let ids = 0;
/** Sends a request. @returns its response */
async function send(method: string, params: Message = {}): Promise<Message | undefined> {
  ids += 1;
  const id = ids;
  await transport.send({ jsonrpc: '2.0', id, method, params });
  return received.find((message) => message.id === id && message.method === undefined);
}

const requests = (method: string) => server.arrived.map(({ body }) => body).filter((body) => body.method === method);

afterEach(async () => {
  await transport.close();
  await server.close();
});

test('initialize is answered from the discovery, in the revision of the client', async () => {
  await start(() => ({ result: {} }));

  expect(received[0]).toMatchObject({
    result: {
      protocolVersion: '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: new URL(server.url).host },
      instructions: 'Be kind.',
    },
  });
  expect(server.arrived.map(({ body }) => body.method)).toEqual(['server/discover']);
});

test('requests carry the capabilities and the name of the client, and the level of logs that it set', async () => {
  await start(() => ({ result: { tools: [] } }));

  expect(await send('ping')).toMatchObject({ result: {} });
  expect(await send('logging/setLevel', { level: 'warning' })).toMatchObject({ result: {} });
  await send('tools/list', { cursor: 'c', _meta: { progressToken: 7 } });

  expect(requests('tools/list')).toMatchObject([
    {
      params: {
        cursor: 'c',
        _meta: {
          progressToken: 7,
          [META.protocolVersion]: V2026,
          [META.clientCapabilities]: { elicitation: {} },
          [META.clientInfo]: { name: 'old', version: '1' },
          [META.logLevel]: 'warning',
        },
      },
    },
  ]);
  expect(server.arrived.map(({ body }) => body.method)).toEqual(['server/discover', 'tools/list']);
});

test('a subscription to a resource becomes a stream, which is replaced when another one is added', async () => {
  await start(() => ({ result: {} }), { resources: { subscribe: true } });

  await send('resources/subscribe', { uri: 'note://1' });
  await send('resources/subscribe', { uri: 'note://2' });
  const last = await send('resources/unsubscribe', { uri: 'note://1' });

  expect(last).toMatchObject({ result: {} });
  const filters = requests('subscriptions/listen').map(({ params }) => params?.notifications);
  expect(filters.slice(0, 2)).toEqual([
    { resourceSubscriptions: ['note://1'] },
    { resourceSubscriptions: ['note://1', 'note://2'] },
  ]);
});

test('results and lists have the shape that older revisions know', async () => {
  const schema = { type: 'object' };
  const tools = [
    { name: 'a', inputSchema: schema, outputSchema: { type: 'array' } },
    { name: 'b', inputSchema: { type: 'object', properties: { x: { type: 'number', 'x-mcp-header': 'X' } } } },
  ];
  await start(({ body }) => ({
    result: body.method === 'tools/list' ? { tools } : { content: [], structuredContent: [1, 2] },
  }));

  expect(await send('tools/list')).toMatchObject({ result: { tools: [{ name: 'a', inputSchema: schema }] } });
  expect(await send('tools/call', { name: 'a' })).toMatchObject({
    result: { content: [{ type: 'text', text: '[1,2]' }] },
  });
  expect(received.at(-1)).not.toHaveProperty('result.structuredContent');
  expect(received.at(-2)).not.toHaveProperty('result.tools.0.outputSchema');
});

test('a question that the client refuses fails the call with its words', async () => {
  const inputRequests = { name: { method: 'elicitation/create', params: { message: 'Name?' } } };
  await start(() => ({ result: { resultType: 'input_required', inputRequests, requestState: 's' } }));
  transport.onmessage = (message) => {
    received.push(message as Message);
    const { id, method } = message as Message;
    if (method !== 'elicitation/create') return;
    void transport.send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  };

  const response = await send('tools/call', { name: 'a' });

  expect(response).toMatchObject({
    error: {
      code: -32601,
      message: 'The client did not answer the question "name" (elicitation/create): Method not found',
    },
  });
});

test('a question that the client refuses cancels the others', async () => {
  const question = { method: 'elicitation/create', params: {} };
  const inputRequests = { name: question, city: question };
  await start(() => ({ result: { resultType: 'input_required', inputRequests } }));
  const asked: unknown[] = [];
  transport.onmessage = (message) => {
    received.push(message as Message);
    const { id, method } = message as Message;
    if (method === 'elicitation/create' && asked.push(id) === 2)
      void transport.send({ jsonrpc: '2.0', id: asked[1], error: { code: -32601, message: 'no' } });
  };

  const response = await send('tools/call', { name: 'a' });

  expect(response).toMatchObject({ error: { code: -32601 } });
  expect(received).toContainEqual({
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId: asked[0] },
  });
});

test('a call that is cancelled as its question arrives does not ask it', async () => {
  await start(() => ({}));
  await server.close();
  const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } };
  server = await startLiveServer((response, request) => {
    if (request.body.method === 'server/discover') {
      return sendResult(response, request, { supportedVersions: [V2026], capabilities: {} });
    }
    const inputRequests = { name: { method: 'elicitation/create', params: {} } };
    sendLines(response, [progress, resultOf(request, { resultType: 'input_required', inputRequests })]);
  });
  transport = new SpillwayTransport({ url: server.url });
  received = [];
  transport.onmessage = (message) => {
    received.push(message as Message);
    if ((message as Message).method !== 'notifications/progress') return;
    void transport.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'c' } });
  };
  await transport.start();
  await send('initialize', { capabilities: {} });

  await transport.send({ jsonrpc: '2.0', id: 'c', method: 'tools/call', params: { name: 'a' } });

  expect(received.slice(1)).toEqual([progress]);
});

test('a cancelled call cancels its open question', async () => {
  const inputRequests = { name: { method: 'elicitation/create', params: { message: 'Name?' } } };
  await start(() => ({ result: { resultType: 'input_required', inputRequests } }));
  let asked: (message: Message) => void = () => undefined;
  const question = new Promise<Message>((resolve) => {
    asked = resolve;
  });
  transport.onmessage = (message) => {
    received.push(message as Message);
    if ((message as Message).method === 'elicitation/create') asked(message as Message);
  };

  const calling = transport.send({ jsonrpc: '2.0', id: 'c', method: 'tools/call', params: { name: 'a' } });
  const { id } = await question;
  await transport.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'c' } });
  await calling;

  expect(received.at(-1)).toMatchObject({ method: 'notifications/cancelled', params: { requestId: id } });
});

test('a private discovery serves only callers with the same credentials', async () => {
  await start(() => ({ result: {} }));
  let token = 'none';
  const connect = async () => {
    const other = new SpillwayTransport({
      url: `${server.url}?private`,
      headers: () => ({ authorization: token }),
      renewCredentials: async () => {
        token = 'a';
        return true;
      },
    });
    await other.start();
    await other.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { capabilities: {} } });
    await other.close();
  };
  const before = requests('server/discover').length;

  await connect();
  await connect();
  token = 'b';
  await connect();

  expect(requests('server/discover').length - before).toBe(2);
});
