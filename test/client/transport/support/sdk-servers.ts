import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { McpServer as ServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { acceptedContent, createMcpHandler, inputRequired, McpServer as ServerV2 } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** One HTTP request that arrived. */
interface Seen {
  readonly verb: string;
  /** JSON-RPC method. */
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** A server of an SDK on loopback. */
export interface SdkServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Announces that the list of tools has changed. */
  announce(): void;
  close(): Promise<void>;
}

const CONFIRMATION = z.object({ confirm: z.boolean() });
const REGION = z.string().meta({ 'x-mcp-header': 'Region' });

/** A server of SDK v1 with sessions, a stream for its own messages, and questions. */
export function startStatefulV1(): Promise<SdkServer> {
  const sessions = new Map<string, { transport: StreamableHTTPServerTransport; server: ServerV1 }>();
  return serve(
    async (request, response, body) => {
      const id = request.headers['mcp-session-id'];
      const known = typeof id === 'string' ? sessions.get(id) : undefined;
      if (known !== undefined) return known.transport.handleRequest(request, response, body);
      const server = createV1();
      const transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (session) => void sessions.set(session, { transport, server }),
        onsessionclosed: (session) => void sessions.delete(session),
      });
      await server.connect(transport);
      await transport.handleRequest(request, response, body);
    },
    () => {
      for (const { server } of sessions.values()) server.sendToolListChanged();
    },
  );
}

/** A server of SDK v1 without sessions. */
export function startStatelessV1(): Promise<SdkServer> {
  return serve(async (request, response, body) => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    await createV1().connect(transport);
    await transport.handleRequest(request, response, body);
  });
}

/** A server of SDK v2, which speaks 2026-07-28. */
export function startV2(): Promise<SdkServer> {
  const handler = createMcpHandler(createV2);
  return serve(
    async (request, response, body) => {
      const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const aborter = new AbortController();
      response.on('close', () => aborter.abort());
      const { signal } = aborter;
      const init = { method: request.method ?? 'GET', headers, signal };
      const withBody = body === undefined ? init : { ...init, body: JSON.stringify(body) };
      const answer = await handler.fetch(new Request('http://127.0.0.1/mcp', withBody));
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      if (answer.body !== null) for await (const chunk of answer.body) response.write(chunk);
      response.end();
    },
    () => handler.notify.toolsChanged(),
  );
}

function createV1(): ServerV1 {
  const server = new ServerV1({ name: 'v1', version: '1.0.0' }, { capabilities: { logging: {} } });
  server.registerTool('greet', { inputSchema: { name: z.string() } }, async ({ name }, { sendNotification, _meta }) => {
    const progressToken = _meta?.progressToken;
    if (progressToken !== undefined) {
      await sendNotification({ method: 'notifications/progress', params: { progressToken, progress: 1, total: 2 } });
    }
    return { content: [{ type: 'text', text: `Hello, ${name}!` }] };
  });
  server.registerTool('deploy', {}, async () => {
    const requestedSchema = { type: 'object' as const, properties: { confirm: { type: 'boolean' as const } } };
    const { content } = await server.server.elicitInput({ message: 'Deploy?', requestedSchema });
    return { content: [{ type: 'text', text: content?.confirm === true ? 'deployed' : 'kept' }] };
  });
  server.registerResource('note', 'note://1', {}, async () => ({ contents: [{ uri: 'note://1', text: 'a note' }] }));
  return server;
}

function createV2(): ServerV2 {
  const server = new ServerV2(
    { name: 'v2', version: '2.0.0' },
    { capabilities: { tools: { listChanged: true } }, instructions: 'Be kind.' },
  );
  server.registerTool('greet', { inputSchema: z.object({ name: z.string() }) }, async ({ name }, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    if (progressToken !== undefined) {
      await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1, total: 2 } });
    }
    return { content: [{ type: 'text', text: `Hello, ${name}!` }] };
  });
  server.registerTool('deploy', {}, async ({ mcpReq }) => {
    const answer = acceptedContent<{ confirm: boolean }>(mcpReq.inputResponses, 'confirm');
    if (answer === undefined) {
      const confirm = inputRequired.elicit({ message: 'Deploy?', requestedSchema: CONFIRMATION });
      return inputRequired({ inputRequests: { confirm } });
    }
    return { content: [{ type: 'text', text: answer.confirm ? 'deployed' : 'kept' }] };
  });
  server.registerTool('near', { inputSchema: z.object({ region: REGION }) }, async ({ region }) => ({
    content: [{ type: 'text', text: region }],
  }));
  server.registerResource('note', 'note://1', {}, async () => ({ contents: [{ uri: 'note://1', text: 'a note' }] }));
  return server;
}

type Handle = (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;

async function serve(handle: Handle, announce: () => void = () => undefined): Promise<SdkServer> {
  const seen: Seen[] = [];
  const http = createServer(async (request, response) => {
    const body = request.method === 'POST' ? ((await json(request)) as { method?: string }) : undefined;
    seen.push({ verb: request.method ?? '', method: body?.method, headers: request.headers });
    await handle(request, response, body).catch(() => response.destroy());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    seen,
    announce,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
