import type { HttpRequest } from '../../http.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { LOG_LEVELS } from '../../targets/parts.ts';
import { HeaderMismatch, InvalidParams, type RpcError, UnsupportedProtocolVersion } from '../rpc/errors.ts';
import type { RpcMessage } from '../rpc/json-rpc.ts';
import { SUPPORTED_VERSIONS, V2026 } from '../versions.ts';

const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
const CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/**
 * Checks what every request of this revision says of itself in `_meta`, against the version header.
 * spec: basic/index#_meta, basic/transports/streamable-http#protocol-version-header
 *
 * @throws HeaderMismatch when header and body name different versions; InvalidParams (400) when a required key is absent or
 * malformed; UnsupportedProtocolVersion for any other version
 */
export function checkEnvelope({ method, params }: RpcMessage, headers: HttpRequest['headers']): void {
  const header = headers['mcp-protocol-version']?.trim();
  const meta = params._meta;
  if (!isJsonObject(meta)) throw withoutMeta(method, header);
  const version = meta[PROTOCOL_VERSION];
  if (typeof version !== 'string') throw malformed(`params._meta["${PROTOCOL_VERSION}"] must be a string`);
  if (header === undefined) throw new HeaderMismatch('Header mismatch: the MCP-Protocol-Version header is required');
  if (header !== version) {
    throw new HeaderMismatch(
      `Header mismatch: MCP-Protocol-Version header value '${header}' does not match body value '${version}'`,
    );
  }
  if (version !== V2026) throw new UnsupportedProtocolVersion(SUPPORTED_VERSIONS, version);
  if (!isJsonObject(meta[CLIENT_CAPABILITIES]))
    throw malformed(`params._meta["${CLIENT_CAPABILITIES}"] must be an object`);
  const info = meta[CLIENT_INFO];
  if (info !== undefined && !isJsonObject(info)) throw malformed(`params._meta["${CLIENT_INFO}"] must be an object`);
  const level = meta[LOG_LEVEL];
  if (level !== undefined && !LOG_LEVELS.some((known) => known === level)) {
    throw malformed(`params._meta["${LOG_LEVEL}"] must be one of ${LOG_LEVELS.join(', ')}`);
  }
}

/** What the client declared with this request. */
export function readCapabilities(params: JsonObject): JsonObject | undefined {
  const capabilities = isJsonObject(params._meta) ? params._meta[CLIENT_CAPABILITIES] : undefined;
  return isJsonObject(capabilities) ? capabilities : undefined;
}

/** A request that only its version header calls modern: the header is unknown, or does not fit what it heads. */
function withoutMeta(method: string, header: string | undefined): RpcError {
  if (header !== undefined && header !== V2026) return new UnsupportedProtocolVersion(SUPPORTED_VERSIONS, header);
  if (method === 'initialize') {
    return new HeaderMismatch(`Header mismatch: initialize is no method of MCP-Protocol-Version ${header}`);
  }
  return malformed(`params._meta with ${PROTOCOL_VERSION} and ${CLIENT_CAPABILITIES} is required`);
}

function malformed(message: string): InvalidParams {
  return new InvalidParams(message, 400);
}
