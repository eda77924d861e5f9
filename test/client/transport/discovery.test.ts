import { SpillwayTransport, type TransportOptions } from '../../../client/transport/index.ts';
import { META, V2026 } from '../../../lambda/mcp/index.ts';
import { type LiveServer, type Responder, socketOf, startLiveServer } from '../support/live-server.ts';
import { notification, sendError, sendResult, writeLines } from '../support/replies.ts';

let server: LiveServer;
afterEach(() => server.close());

const DISCOVERED = { resultType: 'complete', supportedVersions: [V2026], capabilities: {}, cacheScope: 'private' };
const REFUSED = { code: -32601, message: 'Method not found' };

/** Starts a server of both revisions. */
async function start(onDiscover: Responder): Promise<void> {
  let discoveries = 0;
  server = await startLiveServer((response, request) => {
    if (request.body.method === 'server/discover') return onDiscover(response, request, discoveries++);
    sendResult(response, request, { protocolVersion: '2025-11-25', serverInfo: { name: 'both', version: '1' } });
  });
}

/** Connects as SDK v1 does. */
async function connect(options: Partial<TransportOptions> = {}): Promise<void> {
  const transport = new SpillwayTransport({ url: server.url, ...options });
  await transport.start();
  await transport.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { capabilities: {} } });
  await transport.close();
}

const methods = () => server.arrived.map(({ body }) => body.method);

const passing: readonly (readonly [string, Responder])[] = [
  ['a page of a proxy with 500', (response) => response.writeHead(500).end('<h1>Oops</h1>')],
  [
    'a stream that is cut',
    (response) => {
      writeLines(response, [notification('message', {})]);
      setTimeout(() => socketOf(response).destroy(), 10);
    },
  ],
  ['an internal error', (response, request) => sendError(response, request, 500, { code: -32603, message: 'a1' })],
];
test.each(passing)('%s says nothing about the revision of the server the next time', async (_, fail) => {
  await start((response, request, number) =>
    number === 0 ? fail(response, request, number) : sendResult(response, request, DISCOVERED),
  );

  await connect();
  await connect();
  await connect();

  expect(methods()).toEqual(['server/discover', 'initialize', 'server/discover']);
});

test('what one caller is refused is not known of another', async () => {
  await start((response, request) => {
    if (request.headers.tenant === 'a') return sendResult(response, request, DISCOVERED);
    return sendError(response, request, 404, REFUSED);
  });

  await connect({ headers: { tenant: 'b' } });
  await connect({ headers: { tenant: 'b' } });
  await connect({ headers: { tenant: 'a' } });
  await connect({ headers: { tenant: 'a' } });

  expect(methods()).toEqual(['server/discover', 'initialize', 'initialize', 'server/discover']);
});

test('headers that never come do not outlive the signal', async () => {
  await start((response, request) => sendResult(response, request, DISCOVERED));
  const transport = new SpillwayTransport({ url: server.url, headers: () => new Promise(() => {}) });
  const params = { _meta: { [META.protocolVersion]: V2026 } };
  await transport.start();

  await transport.send(
    { jsonrpc: '2.0', id: 1, method: 'server/discover', params },
    { requestSignal: AbortSignal.timeout(50) },
  );

  await transport.close();
  expect(server.arrived).toEqual([]);
});
