import { isJsonObject, type JsonObject, META, V2026 } from '../../lambda/mcp/index.ts';

/** Returns the `_meta` for the requests of a client, from its `initialize`. spec: basic/index#_meta */
export function requestMeta({ params }: JsonObject): JsonObject {
  const { capabilities, clientInfo } = isJsonObject(params) ? params : {};
  // The tasks of 2025-11-25 are not those of the extension.
  const { tasks: _, ...known } = isJsonObject(capabilities) ? capabilities : {};
  return {
    [META.protocolVersion]: V2026,
    [META.clientCapabilities]: known,
    ...(isJsonObject(clientInfo) && { [META.clientInfo]: clientInfo }),
  };
}
