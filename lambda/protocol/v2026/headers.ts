import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { HeaderMismatch } from '../errors.ts';
import type { HttpRequest } from '../http.ts';
import type { RpcMessage } from '../json-rpc.ts';
import type { HeaderParam } from '../tool.ts';

type Headers = HttpRequest['headers'];

/** The parameter that `Mcp-Name` mirrors, by method. spec: basic/transports/streamable-http#standard-request-headers */
const NAMED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  // github modelcontextprotocol/ext-tasks: specification/draft/tasks.md, Routing Headers
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/**
 * Checks the headers that every request carries against its body; a load balancer routed by them, so they must not lie.
 * spec: basic/transports/streamable-http#server-validation
 *
 * @throws HeaderMismatch when one is absent, malformed or different
 */
export function checkStandardHeaders(headers: Headers, message: RpcMessage): void {
  const method = headers['mcp-method'];
  if (method === undefined) throw new HeaderMismatch('Header mismatch: the Mcp-Method header is required');
  if (method.trim() !== message.method) throw mismatch('Mcp-Method', method, message.method);
  const source = Object.hasOwn(NAMED_BY, message.method) ? NAMED_BY[message.method] : undefined;
  if (source === undefined) return;
  const name = headers['mcp-name'];
  if (name === undefined) throw new HeaderMismatch('Header mismatch: the Mcp-Name header is required');
  const value = message.params[source];
  if (typeof value === 'string' && decodeHeader('Mcp-Name', name) !== value) throw mismatch('Mcp-Name', name, value);
}

/**
 * Checks the headers that mirror a tool's parameters. spec: basic/transports/streamable-http#server-behavior-for-custom-headers
 *
 * @throws HeaderMismatch when one is absent although its parameter is given, present although it is not, malformed or different
 */
export function checkParamHeaders(headers: Headers, params: readonly HeaderParam[], args: JsonObject): void {
  for (const { header, path } of params) {
    const value = valueAt(args, path);
    const sent = headers[header];
    if (value === undefined || value === null) {
      if (sent !== undefined)
        throw new HeaderMismatch(`Header mismatch: ${header} is sent but ${path.join('.')} is not`);
    } else if (sent === undefined) {
      throw new HeaderMismatch(`Header mismatch: ${header} is required because ${path.join('.')} is given`);
    } else if (!sameValue(decodeHeader(header, sent), value)) {
      throw mismatch(header, sent, JSON.stringify(value));
    }
  }
}

function valueAt(args: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = args;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A number as JSON writes one: `0x10`, `Infinity` and the empty text mean one to JavaScript only. */
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// spec: the same section: integers compare as numbers, `42.0` equals `42`. What no header can mirror, a list for example, equals nothing.
function sameValue(sent: string, value: Json): boolean {
  if (typeof value === 'number') return DECIMAL.test(sent) && Number(sent) === value && isExact(value);
  if (typeof value === 'boolean') return sent === String(value);
  return sent === value;
}

// spec: server/tools#x-mcp-header: beyond this, several integers are one and the same double.
function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

const ENCODED = /^=\?base64\?(.*)\?=$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
// RFC 9110 section 5.5: visible ASCII, space and tab.
const HEADER_SAFE = /^[\x20-\x7e\t]*$/;

/**
 * Decodes a mirrored value. spec: basic/transports/streamable-http#value-encoding
 *
 * @throws HeaderMismatch for characters that no header may carry, or Base64 that is none
 */
function decodeHeader(header: string, sent: string): string {
  // Before the trim, which takes more for white space than HTTP does.
  if (!HEADER_SAFE.test(sent)) throw new HeaderMismatch(`Header mismatch: ${header} has invalid characters`);
  const value = sent.trim();
  const encoded = ENCODED.exec(value)?.[1];
  if (encoded === undefined) return value;
  if (!BASE64.test(encoded)) throw new HeaderMismatch(`Header mismatch: ${header} has invalid Base64`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    throw new HeaderMismatch(`Header mismatch: ${header} is not UTF-8`);
  }
}

function mismatch(header: string, sent: string, expected: string): HeaderMismatch {
  return new HeaderMismatch(
    `Header mismatch: ${header} header value '${sent}' does not match body value '${expected}'`,
  );
}
