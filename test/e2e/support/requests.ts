import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../../lambda/json.ts';

/** A request as an agent sends it, one level above the wire. */
export interface AgentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  /** What Spillway says in headers beside that; what the infrastructure adds differs from way to way. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const OWN_HEADERS = /^(?:access-control-|mcp-|allow$|cache-control$|location$|vary$|www-authenticate$|x-accel-)/;

const MODERN = '2026-07-28';

const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/** What every 2026-07-28 request says of its sender. spec: basic/index#meta */
export const modernMeta: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'spillway-tests', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A complete 2026-07-28 request with the headers made for load balancers. */
export function modern(method: string, params: JsonObject = {}): AgentRequest {
  const name: Readonly<Record<string, string>> = typeof params.name === 'string' ? { 'mcp-name': params.name } : {};
  return {
    headers: { ...common, 'mcp-protocol-version': MODERN, 'mcp-method': method, ...name },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: modernMeta } }),
  };
}

/** A 2026-07-28 tool call. */
export function modernCall(name: string, args: JsonObject = {}): AgentRequest {
  return modern('tools/call', { name, arguments: args });
}

/** A request of the eras before 2026-07-28. */
export function legacy(method: string, params: JsonObject = {}, version = '2025-11-25'): AgentRequest {
  return {
    headers: { ...common, 'mcp-protocol-version': version },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  };
}

/** The same request with other headers; `undefined` takes one away. */
export function withHeaders(
  request: AgentRequest,
  changes: Readonly<Record<string, string | undefined>>,
): AgentRequest {
  const merged = Object.entries({ ...request.headers, ...changes });
  const headers = Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== undefined));
  return { ...request, headers };
}

/** The same headers with another body. */
export function withBody(request: AgentRequest, body: string): AgentRequest {
  return { ...request, body };
}

/** Posts a request and reads the answer whole. */
export async function post(url: string, { headers, body }: AgentRequest): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    headers: Object.fromEntries([...response.headers].filter(([name]) => OWN_HEADERS.test(name))),
    text: await response.text(),
  };
}

/** Posts a request and parses the answer. */
export async function postJson(
  url: string,
  request: AgentRequest,
): Promise<{ readonly status: number; readonly json: JsonObject }> {
  const { status, text } = await post(url, request);
  return { status, json: JSON.parse(text) };
}

/** Sends a request with headers of several lines each, which `fetch` would join. */
export async function postLines(
  url: string,
  request: AgentRequest,
  lines: Readonly<Record<string, readonly string[]>>,
): Promise<{ status: number | undefined; text: string }> {
  const headers: Record<string, string | string[]> = { ...request.headers };
  for (const [name, values] of Object.entries(lines)) headers[name] = [...values];
  const sent = httpRequest(url, { method: 'POST', headers });
  sent.end(request.body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, text: await text(response) };
}
