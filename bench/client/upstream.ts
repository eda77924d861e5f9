/** An MCP server with prepared responses, in a process of its own. Sends its origin to the parent. */
import type { ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { listen } from '../first-result/listen.ts';
import { ENCODINGS, type Encoding, FEW_PARTS, frame, MANY_PARTS, partials, TOOL } from './answers.ts';

/** Milliseconds between the first part and the others, so that each arrives by itself. */
const PAUSE_MS = 4;
const REVISION = '2026-07-28';

const prepared = new Map(
  [FEW_PARTS, MANY_PARTS].flatMap((count) =>
    ENCODINGS.map((encoding) => [`${encoding} ${count}`, partials(encoding, count)] as const),
  ),
);

const INFO = { name: 'bench', version: '1.0.0' };
const CAPABILITIES = { tools: {} };

/** Results that are sent as one JSON document, by method. */
const RESULTS: Readonly<Record<string, JsonObject>> = {
  initialize: { protocolVersion: '2025-11-25', capabilities: CAPABILITIES, serverInfo: INFO },
  'server/discover': {
    resultType: 'complete',
    supportedVersions: [REVISION],
    capabilities: CAPABILITIES,
    ttlMs: 60_000,
    cacheScope: 'public',
    _meta: { 'io.modelcontextprotocol/serverInfo': INFO },
  },
  'tools/list': {
    resultType: 'complete',
    tools: [{ name: TOOL, inputSchema: { type: 'object' } }],
    ttlMs: 60_000,
    cacheScope: 'public',
  },
};

const { origin } = await listen(async (request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return;
  }
  const message: unknown = await json(request);
  if (!isJsonObject(message) || message.id === undefined) {
    response.writeHead(202).end();
    return;
  }
  if (message.method !== 'tools/call') {
    const result = RESULTS[String(message.method)] ?? {};
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
    return;
  }
  // `/events` is a server without JSON lines.
  const asksForLines = request.headers.accept?.includes(ENCODINGS[0]) === true && request.url !== '/events';
  await streamParts(response, message, asksForLines ? ENCODINGS[0] : ENCODINGS[1]);
});
process.send?.(origin);

async function streamParts(response: ServerResponse, { id, params }: JsonObject, encoding: Encoding): Promise<void> {
  const args = isJsonObject(params) && isJsonObject(params.arguments) ? params.arguments : {};
  const parts = prepared.get(`${encoding} ${Number(args.parts)}`);
  if (parts === undefined) throw new Error(`no response of ${args.parts} parts is prepared`);
  response.writeHead(200, { 'content-type': encoding });
  response.write(parts.first);
  await pause(PAUSE_MS);
  response.write(parts.rest);
  const result = { resultType: 'complete', content: [{ type: 'text', text: `${args.parts} rows` }] };
  response.end(frame(encoding, { id, result }));
}
