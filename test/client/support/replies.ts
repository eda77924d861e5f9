import type { ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import type { Arrived } from './live-server.ts';

/** The result of a tool without anything to say. */
export const DONE: JsonObject = { content: [{ type: 'text', text: 'done' }] };

/** A JSON-RPC response with a result. */
export function resultOf({ body }: Arrived, result: JsonObject): JsonObject {
  return { jsonrpc: '2.0', id: body.id, result };
}

/** A notification. */
export function notification(method: string, params: JsonObject): JsonObject {
  return { jsonrpc: '2.0', method: `notifications/${method}`, params };
}

/** Sends a result as one JSON document. */
export function sendResult(response: ServerResponse, request: Arrived, result: JsonObject): void {
  sendJson(response, 200, resultOf(request, result));
}

/** Sends a JSON-RPC error. */
export function sendError(response: ServerResponse, request: Arrived, status: number, error: JsonObject): void {
  sendJson(response, status, { jsonrpc: '2.0', id: request.body.id, error });
}

/** Writes messages as JSON lines, and leaves the stream open. */
export function writeLines(response: ServerResponse, messages: readonly JsonObject[]): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/json-lines' });
  response.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
}

/** Sends a whole stream of JSON lines. */
export function sendLines(response: ServerResponse, messages: readonly JsonObject[]): void {
  writeLines(response, messages);
  response.end();
}

/** Returns the `_meta` of a request. */
export function metaOf(request: Arrived | undefined): JsonObject {
  const meta = request?.body.params?._meta;
  if (!isJsonObject(meta)) throw new Error('the request has no _meta');
  return meta;
}

function sendJson(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
