import { isJsonObject, type JsonObject } from '../json.ts';
import { LEGACY_VERSIONS } from '../mcp/index.ts';
import type { RpcMessage } from './rpc/json-rpc.ts';

/** Whether a version header is no older revision's. */
export function isModernVersion(header: string | undefined): boolean {
  return header !== undefined && !LEGACY_VERSIONS.includes(header);
}

const RESERVED_META = /^io\.modelcontextprotocol\/(?:protocolVersion|client)/;

/**
 * Tells the era of a request: one that claims per-request metadata, in its body or by a version header that is no older
 * revision's, is modern; anything else is served as its forebears were. spec: basic/versioning#backward-compatibility
 *
 * @param header `MCP-Protocol-Version` as sent
 */
export function isModern(message: RpcMessage, header: string | undefined): boolean {
  if (claimsMetadata(message.params)) return true;
  if (isModernVersion(header)) return true;
  // The method is the later revision's own; an older header makes it an unknown one.
  return header === undefined && message.method === 'server/discover';
}

function claimsMetadata(params: JsonObject): boolean {
  const meta = params._meta;
  if (!isJsonObject(meta)) return false;
  for (const key in meta) if (RESERVED_META.test(key)) return true;
  return false;
}
