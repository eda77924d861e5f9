import type { HttpRequest } from '../../http.ts';
import type { Json, JsonObject } from '../../json.ts';
import { type MirroredParam, mirroredValue } from '../../mcp/index.ts';
import { checkRoutingHeaders, decode, mirroredBy, mismatch } from '../routing-headers.ts';
import { HeaderMismatch, type RpcMessage } from '../rpc/index.ts';

type Headers = HttpRequest['headers'];

/**
 * Checks that the standard headers of a request are present and match its body, because the load balancer routes by them.
 * spec: basic/transports/streamable-http#server-validation
 *
 * @throws HeaderMismatch if one is absent, malformed or different
 */
export function checkStandardHeaders(headers: Headers, message: RpcMessage): void {
  if (headers['mcp-method'] === undefined) throw missing('Mcp-Method');
  checkRoutingHeaders(headers, message);
  if (headers['mcp-name'] === undefined && mirroredBy(message.method) !== undefined) throw missing('Mcp-Name');
}

function missing(header: string): HeaderMismatch {
  return new HeaderMismatch(`Header mismatch: the ${header} header is required`);
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
