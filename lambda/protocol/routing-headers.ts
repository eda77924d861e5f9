import type { HttpRequest } from '../http.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { decodeHeaderValue, MalformedHeaderValue, MIRRORED_BY } from '../mcp/index.ts';
import { HeaderMismatch } from './rpc/index.ts';

type Headers = HttpRequest['headers'];

const MIRRORED: ReadonlyMap<string, string> = new Map(Object.entries(MIRRORED_BY));

/** Whether a request carries a header by which the load balancer routes. */
export function hasRoutingHeaders(headers: Headers): boolean {
  return headers['mcp-method'] !== undefined || headers['mcp-name'] !== undefined;
}

/**
 * Checks that the headers by which the load balancer routes name what the body names, whatever the client's revision: otherwise a
 * request could choose its path, and with it the rules that apply. spec: basic/transports/streamable-http#server-validation
 *
 * @param value the parsed message
 * @throws HeaderMismatch for a header that is malformed or different; an absent one passes
 */
export function checkRoutingHeaders(headers: Headers, value: unknown): void {
  const { 'mcp-method': method, 'mcp-name': name } = headers;
  if (method === undefined && name === undefined) return;
  const body: JsonObject = isJsonObject(value) ? value : {};
  if (method !== undefined && withoutSpace(method) !== body.method)
    throw mismatch('Mcp-Method', method, textOf(body.method));
  if (name === undefined) return;
  const source = mirroredBy(textOf(body.method));
  // A name beside a method that has none routes nothing: every rule with a name also requires the method.
  if (source === undefined) return;
  const named = isJsonObject(body.params) ? body.params[source] : undefined;
  // Parameters of the wrong type are refused later, with their own error.
  if (typeof named === 'string' && decode('Mcp-Name', name) !== named) throw mismatch('Mcp-Name', name, named);
}

/** The parameter that `Mcp-Name` mirrors; `undefined` for a method without one. */
export function mirroredBy(method: string): string | undefined {
  return MIRRORED.get(method);
}

/** RFC 9110 section 5.6.3: space and tab. `trim` also removes characters that the load balancer does not ignore. */
function withoutSpace(text: string): string {
  return /^[\x20-\x7e\t]*$/.test(text) ? text.trim() : text;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Decodes a header that mirrors a value of the body.
 *
 * @throws HeaderMismatch for a header that cannot be decoded
 */
export function decode(header: string, sent: string): string {
  try {
    return decodeHeaderValue(sent);
  } catch (error) {
    if (error instanceof MalformedHeaderValue) throw new HeaderMismatch(`Header mismatch: ${header} ${error.message}`);
    throw error;
  }
}

export function mismatch(header: string, sent: string, expected: string): HeaderMismatch {
  return new HeaderMismatch(
    `Header mismatch: ${header} header value '${sent}' does not match body value '${expected}'`,
  );
}
