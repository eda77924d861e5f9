import { isJsonObject, type JsonObject, META, V2026 } from '../../lambda/mcp/index.ts';
import { objectIn } from '../json.ts';

/** Returns the `_meta` for the requests of a client, from its `initialize`. spec: basic/index#_meta */
export function requestMeta({ params }: JsonObject): JsonObject {
  const { capabilities, clientInfo } = objectIn(params);
  // The tasks of 2025-11-25 are not those of the extension.
  const { tasks: _, ...known } = objectIn(capabilities);
  return {
    [META.protocolVersion]: V2026,
    [META.clientCapabilities]: known,
    ...(isJsonObject(clientInfo) && { [META.clientInfo]: clientInfo }),
  };
}
