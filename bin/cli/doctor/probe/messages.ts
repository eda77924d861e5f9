import { DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { META, V2026 } from '../../../../lambda/mcp/index.ts';
import type { ProbeRequest } from './probe.ts';

type Headers = Readonly<Record<string, string>>;

const PATH = `/mcp/${DOCTOR_SERVER}`;
const V2025 = '2025-11-25';
const COMMON: Headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/**
 * A request of revision 2026-07-28, whose headers tell the load balancer what it is.
 *
 * @param more credentials, and metadata in addition to the protocol's
 */
export function mcpRequest(
  method: string,
  params: JsonObject,
  { headers = {}, meta = {} }: { readonly headers?: Headers; readonly meta?: JsonObject } = {},
): ProbeRequest {
  const _meta = { [META.protocolVersion]: V2026, [META.clientCapabilities]: {}, ...meta };
  const { name } = params;
  return {
    path: PATH,
    headers: {
      ...COMMON,
      'mcp-protocol-version': V2026,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  };
}

/** A request of an older revision: without headers to route by, so it takes the streaming path. */
export function olderRequest(method: string, params: JsonObject, headers: Headers = {}): ProbeRequest {
  return {
    path: PATH,
    headers: { ...COMMON, 'mcp-protocol-version': V2025, ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  };
}

/** The notification that older clients send right after `initialize`. */
export function notificationRequest(headers: Headers): ProbeRequest {
  return {
    path: PATH,
    headers: { ...COMMON, 'mcp-protocol-version': V2025, ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
  };
}
