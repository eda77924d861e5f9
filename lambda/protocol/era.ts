import { isJsonObject, type JsonObject } from '../json.ts';
import { LEGACY_VERSIONS, V2026 } from '../mcp/index.ts';
import type { RpcMessage } from './rpc/index.ts';

/** Whether a version header is present and not that of an older revision. */
export function isModernVersion(header: string | undefined): boolean {
  return header !== undefined && !LEGACY_VERSIONS.includes(header);
}

const RESERVED_META = /^io\.modelcontextprotocol\/(?:protocolVersion|client)/;

/**
 * Whether a request belongs to the era of 2026-07-28: it has per-request metadata in its body, or a version header that is not
 * that of an older revision. Any other request belongs to the older era. spec: basic/versioning#backward-compatibility
 *
 * @param header `MCP-Protocol-Version` as sent
 */
export function isModern(message: RpcMessage, header: string | undefined): boolean {
  if (hasMetadata(message.params)) return true;
  // The body of `initialize` negotiates the version, so an unknown version in the header decides nothing.
  if (message.method === 'initialize') return header === V2026;
  if (isModernVersion(header)) return true;
  // Only the newer revision has this method; with an older header, the method is unknown.
  return header === undefined && message.method === 'server/discover';
}

function hasMetadata(params: JsonObject): boolean {
  const meta = params._meta;
  if (!isJsonObject(meta)) return false;
  for (const key in meta) if (RESERVED_META.test(key)) return true;
  return false;
}
