import type { HttpRequest } from '../../http.ts';
import { isJsonObject } from '../../json.ts';
import { META, SUPPORTED_VERSIONS, V2026 } from '../../mcp/index.ts';
import { LOG_LEVELS } from '../../targets/index.ts';
import {
  HeaderMismatch,
  InvalidParams,
  type RpcError,
  type RpcMessage,
  UnsupportedProtocolVersion,
} from '../rpc/index.ts';

/**
 * Checks the metadata of a request in `_meta`, and that it matches the version header.
 * spec: basic/index#_meta, basic/transports/streamable-http#protocol-version-header
 *
 * @throws HeaderMismatch if header and body name different versions; InvalidParams (400) if a required key is absent or
 * malformed; UnsupportedProtocolVersion for any other version
 */
export function checkEnvelope({ method, params }: RpcMessage, headers: HttpRequest['headers']): void {
  const header = headers['mcp-protocol-version']?.trim();
  const meta = params._meta;
  if (!isJsonObject(meta)) throw withoutMeta(method, header);
  const version = meta[META.protocolVersion];
  if (typeof version !== 'string') throw malformed(`params._meta["${META.protocolVersion}"] must be a string`);
  if (header === undefined) throw new HeaderMismatch('Header mismatch: the MCP-Protocol-Version header is required');
  if (header !== version) {
    throw new HeaderMismatch(
      `Header mismatch: MCP-Protocol-Version header value '${header}' does not match body value '${version}'`,
    );
  }
  if (version !== V2026) throw new UnsupportedProtocolVersion(SUPPORTED_VERSIONS, version);
  if (!isJsonObject(meta[META.clientCapabilities]))
    throw malformed(`params._meta["${META.clientCapabilities}"] must be an object`);
  const info = meta[META.clientInfo];
  if (info !== undefined && !isJsonObject(info))
    throw malformed(`params._meta["${META.clientInfo}"] must be an object`);
  const level = meta[META.logLevel];
  if (level !== undefined && !LOG_LEVELS.some((known) => known === level)) {
    throw malformed(`params._meta["${META.logLevel}"] must be one of ${LOG_LEVELS.join(', ')}`);
  }
}

/** Makes the error for a request without `_meta`, which belongs to this era only by its version header or method. */
function withoutMeta(method: string, header: string | undefined): RpcError {
  if (header !== undefined && header !== V2026) return new UnsupportedProtocolVersion(SUPPORTED_VERSIONS, header);
  if (method === 'initialize') {
    return new HeaderMismatch(`Header mismatch: initialize is not a method of MCP-Protocol-Version ${header}`);
  }
  return malformed(`params._meta with ${META.protocolVersion} and ${META.clientCapabilities} is required`);
}

function malformed(message: string): InvalidParams {
  return new InvalidParams(message, 400);
}
