import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Received, Sent } from './pair.ts';

/** What a client sends that its transport does not add on its own. */
const KEPT = /^(?:accept|content-type|mcp-.+)$/;

/**
 * Records what the official clients really send, in the revisions that they speak, while our function answers them.
 *
 * @param answer our function
 */
export async function recordClients(answer: (sent: Sent) => Promise<Received>): Promise<readonly Sent[]> {
  const recorded: Sent[] = [];
  let speaker = '';
  const server = createServer(async (request, response) => {
    const sent = { ...(await read(request)), name: '' };
    recorded.push({ ...sent, name: `${speaker}, ${recorded.length + 1}: ${wordsOf(sent)}` });
    const { status, type, text } = await answer(sent);
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp/twin`);
  try {
    speaker = '2026-07-28, SDK v2';
    await useV2(url);
    speaker = '2025-11-25, SDK v1';
    await useV1(url);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return recorded;
}

async function useV2(url: URL): Promise<void> {
  const client = new ClientV2(
    { name: 'twin-client', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  await client.connect(new TransportV2(url));
  await useAll(client);
}

async function useV1(url: URL): Promise<void> {
  const client = new ClientV1({ name: 'twin-client', version: '1.0.0' });
  // The SDK's own types disagree with each other under exactOptionalPropertyTypes.
  await client.connect(new TransportV1(url) as Parameters<ClientV1['connect']>[0]);
  await client.ping();
  await useAll(client);
}

/** What both clients can do, named alike. */
interface Usable {
  listTools(): Promise<unknown>;
  callTool(params: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  listPrompts(): Promise<unknown>;
  getPrompt(params: { name: string; arguments?: Record<string, string> }): Promise<unknown>;
  listResources(): Promise<unknown>;
  listResourceTemplates(): Promise<unknown>;
  readResource(params: { uri: string }): Promise<unknown>;
  complete(params: {
    ref: { type: 'ref/prompt'; name: string };
    argument: { name: string; value: string };
  }): Promise<unknown>;
  close(): Promise<void>;
}

async function useAll(client: Usable): Promise<void> {
  await client.listTools();
  await client.callTool({ name: 'greet', arguments: { name: 'Zoë 🦉' } });
  await client.callTool({ name: 'strict', arguments: { count: 1 } });
  await client.callTool({ name: 'broken' });
  await client.callTool({ name: 'nobody' }).catch(() => {});
  await client.listPrompts();
  await client.getPrompt({ name: 'review', arguments: { language: 'Go' } });
  await client.listResources();
  await client.listResourceTemplates();
  await client.readResource({ uri: 'twin://items/a%20b' });
  await client.readResource({ uri: 'twin://nothing' }).catch(() => {});
  await client.complete({ ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'language', value: 'T' } });
  await client.close();
}

async function read(request: IncomingMessage): Promise<Omit<Sent, 'name'>> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    KEPT.test(name) ? [[name, String(value)] as const] : [],
  );
  return { method: request.method ?? 'POST', headers: Object.fromEntries(headers), body };
}

function wordsOf({ method, body }: Omit<Sent, 'name'>): string {
  return body === '' ? String(method) : String(JSON.parse(body).method);
}
