import { encodeHeaderValue, type JsonObject, META, MIRRORED_BY, V2026 } from '../lambda/mcp/index.ts';
import { McpRequestFailed, NotAnMcpResponse, ServerUnreachable } from './errors.ts';
import { findResponse } from './response.ts';
import type { McpServer } from './server.ts';

/** One request. */
export interface McpRequest {
  readonly method: string;
  readonly params: JsonObject;
  /** Sent in addition to the headers that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

const REQUEST_ID = 1;
const EXCERPT_CHARACTERS = 200;

/**
 * Sends one request of MCP 2026-07-28. spec: basic/transports/streamable-http#sending-messages-to-the-server
 *
 * @returns the result
 * @throws McpRequestFailed for a JSON-RPC error
 * @throws NotAnMcpResponse
 * @throws ServerUnreachable
 */
export async function sendRequest(server: McpServer, request: McpRequest): Promise<JsonObject> {
  const { status, contentType, body } = await post(server, request);
  const response = findResponse(contentType, body, REQUEST_ID);
  if (response === undefined) throw new NotAnMcpResponse(status, body.trim().slice(0, EXCERPT_CHARACTERS));
  if ('result' in response) return response.result;
  const { message, code } = response.error;
  throw new McpRequestFailed(String(message), Number(code), status);
}

interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

async function post(server: McpServer, request: McpRequest): Promise<HttpResponse> {
  // Browsers refuse `fetch` as a method of another object.
  const { url, fetch = globalThis.fetch } = server;
  const init = { method: 'POST', headers: headersOf(request), body: bodyOf(server, request) };
  try {
    const response = await fetch(url, init);
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, body: await response.text() };
  } catch (error) {
    throw new ServerUnreachable(url, error);
  }
}

function bodyOf({ clientInfo: { name, version } }: McpServer, { method, params }: McpRequest): string {
  const _meta = {
    [META.protocolVersion]: V2026,
    [META.clientCapabilities]: {},
    [META.clientInfo]: { name, version },
  };
  return JSON.stringify({ jsonrpc: '2.0', id: REQUEST_ID, method, params: { ...params, _meta } });
}

function headersOf({ method, params, headers }: McpRequest): Record<string, string> {
  const mirrored = MIRRORED_BY[method];
  const name = mirrored === undefined ? undefined : params[mirrored];
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': V2026,
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': encodeHeaderValue(name) }),
    ...headers,
  };
}
