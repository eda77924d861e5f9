import type { JsonObject } from '../../../../lambda/json.ts';
import { NAMED_BY } from '../../../support/mcp-name.ts';

/** How a client of an era asks: with 2026-07-28's metadata, on its own, or within a batch. */
export type Era = '2026-07-28' | '2025-11-25' | 'batch';

/** A request of an era. */
export interface EraRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PREFIX = 'io.modelcontextprotocol/';

/** Makes the request of an era, with all that belongs to one. */
export function requestOf(era: Era, method: string, params: JsonObject, capabilities: JsonObject = {}): EraRequest {
  const message = { jsonrpc: '2.0', id: 1, method, params };
  if (era === 'batch') return { headers: {}, body: JSON.stringify([message]) };
  if (era === '2025-11-25') return { headers: { 'mcp-protocol-version': era }, body: JSON.stringify(message) };
  const _meta = { [`${PREFIX}protocolVersion`]: era, [`${PREFIX}clientCapabilities`]: capabilities };
  const name = NAMED_BY[method] === undefined ? undefined : params[NAMED_BY[method]];
  return {
    headers: {
      'mcp-protocol-version': era,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
    },
    body: JSON.stringify({ ...message, params: { ...params, _meta } }),
  };
}
