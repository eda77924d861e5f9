import {
  encodeHeaderValue,
  isJsonObject,
  type JsonObject,
  MIRRORED_BY,
  type MirroredParam,
  mirroredValue,
} from '../../lambda/mcp/index.ts';
import { objectIn } from '../json.ts';
import type { HeaderMap } from './endpoint.ts';

/** RFC 9110 section 5.6.2. A tool whose header is not a token is invalid, and the header would make `fetch` throw. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/**
 * Returns the headers that mirror a message. spec: basic/transports/streamable-http#request-metadata
 *
 * @param version the revision of MCP; clients before 2026-07-28 need no other header, but every server accepts them
 * @param mirrored the arguments that the tool's input schema marks with `x-mcp-header`, from `mirroredParams`
 */
export function protocolHeaders(
  { method, params }: JsonObject,
  version: string,
  mirrored: readonly MirroredParam[] = [],
): HeaderMap {
  const headers: Record<string, string> = { 'mcp-protocol-version': version };
  if (typeof method !== 'string') return headers;
  headers['mcp-method'] = method;
  if (!isJsonObject(params)) return headers;
  const name = Object.hasOwn(MIRRORED_BY, method) ? params[MIRRORED_BY[method] ?? ''] : undefined;
  if (typeof name === 'string') headers['mcp-name'] = encodeHeaderValue(name);
  const args = objectIn(params.arguments);
  for (const param of mirrored) {
    const value = mirroredValue(args, param);
    // spec: server/tools#x-mcp-header: an argument that is absent or null has no header.
    if (value === undefined || value === null || typeof value === 'object' || !TOKEN.test(param.header)) continue;
    headers[param.header] = encodeHeaderValue(String(value));
  }
  return headers;
}
