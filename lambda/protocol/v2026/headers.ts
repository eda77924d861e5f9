import type { HttpRequest } from '../../http.ts';
import type { Json, JsonObject } from '../../json.ts';
import {
  decodeHeaderValue,
  MalformedHeaderValue,
  MIRRORED_BY,
  type MirroredParam,
  mirroredValue,
} from '../../mcp/index.ts';
import { HeaderMismatch } from '../rpc/errors.ts';
import type { RpcMessage } from '../rpc/json-rpc.ts';

type Headers = HttpRequest['headers'];

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
 * @throws HeaderMismatch when one is absent although its parameter is given, present although it is not, malformed or different
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
