import type { HttpResponse } from '../../http.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { nestsDeeper, parseMarkingRounded } from '../../text/index.ts';
import { InvalidRequest, ParseError, type RequestId, type RpcError } from './errors.ts';

/** A JSON-RPC request, or a notification when `id` is absent. */
export interface RpcMessage {
  readonly id: RequestId | undefined;
  readonly method: string;
  readonly params: JsonObject;
}

const JSON_HEADERS: Readonly<Record<string, string>> = { 'content-type': 'application/json' };
/** The same wait as in the gateway's responses to overload. RFC 9110 section 10.2.3 */
const UNAVAILABLE_HEADERS: Readonly<Record<string, string>> = { ...JSON_HEADERS, 'retry-after': '5' };
const PRIVATE_HEADERS: Readonly<Record<string, string>> = { ...JSON_HEADERS, 'cache-control': 'no-store' };
const NO_PARAMS: JsonObject = {};

/**
 * Parses a body. A body that nests too deeply is refused before it is parsed.
 *
 * @param body the request body
 * @param maxDepth maximum nesting of objects and arrays
 * @throws ParseError for a body that is not valid JSON; InvalidRequest for a body that nests deeper
 */
export function parseBody(body: string, maxDepth: number): unknown {
  if (nestsDeeper(body, maxDepth)) throw new InvalidRequest(`The body nests deeper than ${maxDepth} levels`);
  try {
    return parseMarkingRounded(body);
  } catch {
    throw new ParseError('The body is not valid JSON');
  }
}

/**
 * Reads one parsed value as a request or notification. spec: basic/index#messages
 *
 * @param nullIsAbsent whether `params`, and the ID of a notification, may be null, as clients before 2026-07-28 send them
 * @throws InvalidRequest for any other value, including responses and batches
 */
export function toMessage(value: unknown, nullIsAbsent: boolean): RpcMessage {
  if (!isJsonObject(value)) throw new InvalidRequest('The body must be one JSON-RPC request or notification');
  const { method } = value;
  const isNotification = typeof method === 'string' && method.startsWith('notifications/');
  const id = nullIsAbsent && isNotification && value.id === null ? undefined : value.id;
  const params = nullIsAbsent && value.params === null ? undefined : value.params;
  if (id !== undefined && !isRequestId(id)) throw new InvalidRequest(ID_RULE);
  if (value.jsonrpc !== '2.0') throw new InvalidRequest('jsonrpc must be "2.0"');
  if (typeof method !== 'string') throw new InvalidRequest('method must be a string; responses are not accepted here');
  if (params !== undefined && !isJsonObject(params)) throw new InvalidRequest('params must be an object');
  return { id, method, params: params ?? NO_PARAMS };
}

/** Whether a parsed value is a JSON-RPC response. Some serializers write `null` for its missing method. */
export function isResponse(value: unknown): value is JsonObject {
  if (!isJsonObject(value) || value.method != null || value.jsonrpc !== '2.0') return false;
  return value.id !== undefined && (value.result !== undefined || value.error !== undefined);
}

/**
 * Returns the ID of a request, for an error response; `undefined` if it cannot be read. The ID of a posted response is not
 * returned: it names a request that the server sent, and the caller may use the same ID for one of its own.
 * spec: 2025-11-25 basic/transports#sending-messages-to-the-server
 */
export function readId(value: unknown): RequestId | undefined {
  const id = isJsonObject(value) ? value.id : undefined;
  return isRequestId(id) && !isResponse(value) ? id : undefined;
}

const ID_RULE = 'id must be an integer of at most 2^53 - 1, or a string of at most 1,024 characters';
/** Maximum characters of an ID; every response repeats it. */
const MAX_ID_CHARS = 1_024;

/**
 * Whether a value is an ID that a response can repeat. Parsing rounds larger integers, so a response would name another
 * request.
 */
export function isRequestId(id: unknown): id is RequestId {
  return Number.isSafeInteger(id) || (typeof id === 'string' && id.length <= MAX_ID_CHARS);
}

/** Returns the start of a response's text, up to and including `"result":`. */
export function responseHead(id: RequestId): string {
  return `{"jsonrpc":"2.0","id":${typeof id === 'number' ? id : JSON.stringify(id)},"result":`;
}

/** Makes a response with status 200 and a body of JSON text. */
export function ok(body: string): HttpResponse {
  return { status: 200, headers: JSON_HEADERS, body };
}

/** Prevents caches from keeping a response that depends on its caller. RFC 9111 section 5.2.2.5 */
export function withCacheScope(response: HttpResponse, cacheScope: 'public' | 'private'): HttpResponse {
  return cacheScope === 'public' ? response : { ...response, headers: PRIVATE_HEADERS };
}

/** Makes a response of any status with a body of JSON text; 503 asks the client to wait. */
export function answerWith({ status, text }: { readonly status: number; readonly text: string }): HttpResponse {
  return { status, headers: status === 503 ? UNAVAILABLE_HEADERS : JSON_HEADERS, body: text };
}

/** 202 without a body: the notification was accepted. */
export const ACCEPTED: HttpResponse = { status: 202, headers: {}, body: '' };

/**
 * Makes the response of an error.
 *
 * @param id the request's ID; the response omits it if it is unreadable, because the schema has no null ID
 */
export function errorResponse(error: RpcError, id: RequestId | undefined): HttpResponse {
  const response = answerWith({ status: error.status, text: errorText(error, id) });
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfterSeconds) } };
}

/** Returns an error response as JSON text. */
export function errorText(error: RpcError, id: RequestId | undefined): string {
  const { code, message, data } = error;
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } });
}
