import type { HttpRequest } from '../../http.ts';
import type { Json, JsonObject } from '../../json.ts';
import {
  decodeHeaderValue,
  MalformedHeaderValue,
  MIRRORED_BY,
  type MirroredParam,
  mirroredValue,
} from '../../mcp/index.ts';
import { HeaderMismatch, type RpcMessage } from '../rpc/index.ts';

type Headers = HttpRequest['headers'];

/**
 * Checks that the standard headers of a request match its body, because the load balancer routes by the headers.
 * spec: basic/transports/streamable-http#server-validation
 *
 * @throws HeaderMismatch if one is absent, malformed or different
 */
export function checkStandardHeaders(headers: Headers, message: RpcMessage): void {
  const method = headers['mcp-method'];
  if (method === undefined) throw new HeaderMismatch('Header mismatch: the Mcp-Method header is required');
  if (method.trim() !== message.method) throw mismatch('Mcp-Method', method, message.method);
  const source = Object.hasOwn(MIRRORED_BY, message.method) ? MIRRORED_BY[message.method] : undefined;
  if (source === undefined) return;
  const name = headers['mcp-name'];
  if (name === undefined) throw new HeaderMismatch('Header mismatch: the Mcp-Name header is required');
  const value = message.params[source];
  if (typeof value === 'string' && decode('Mcp-Name', name) !== value) throw mismatch('Mcp-Name', name, value);
}

/**
 * Checks the headers that mirror a tool's parameters. spec: basic/transports/streamable-http#server-behavior-for-custom-headers
 *
 * @throws HeaderMismatch if one is absent although its parameter is given, present although it is not, malformed or different
 */
export function checkParamHeaders(headers: Headers, params: readonly MirroredParam[], args: JsonObject): void {
  for (const param of params) {
    const { header, path } = param;
    const value = mirroredValue(args, param);
    const sent = headers[header];
    if (value === undefined || value === null) {
      if (sent !== undefined)
        throw new HeaderMismatch(`Header mismatch: ${header} is sent but ${path.join('.')} is not`);
    } else if (sent === undefined) {
      throw new HeaderMismatch(`Header mismatch: ${header} is required because ${path.join('.')} is given`);
    } else if (!sameValue(decode(header, sent), value)) {
      throw mismatch(header, sent, JSON.stringify(value));
    }
  }
}

/** A number in JSON's notation: JavaScript also converts `0x10`, `Infinity` and the empty string to numbers. */
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// spec: the same section: integers compare as numbers, `42.0` equals `42`. A value that a header cannot mirror, such as
// a list, equals nothing.
function sameValue(sent: string, value: Json): boolean {
  if (typeof value === 'number') return DECIMAL.test(sent) && Number(sent) === value && isExact(value);
  if (typeof value === 'boolean') return sent === String(value);
  return sent === value;
}

// spec: server/tools#x-mcp-header: beyond this, several integers have the same double.
function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/**
 * Decodes a header that mirrors a value of the body.
 *
 * @throws HeaderMismatch for a header that cannot be decoded
 */
function decode(header: string, sent: string): string {
  try {
    return decodeHeaderValue(sent);
  } catch (error) {
    if (error instanceof MalformedHeaderValue) throw new HeaderMismatch(`Header mismatch: ${header} ${error.message}`);
    throw error;
  }
}

function mismatch(header: string, sent: string, expected: string): HeaderMismatch {
  return new HeaderMismatch(
    `Header mismatch: ${header} header value '${sent}' does not match body value '${expected}'`,
  );
}
