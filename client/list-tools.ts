import { isJsonObject, type Json, type JsonObject } from '../lambda/mcp/index.ts';
import { sendRequest } from './request.ts';
import type { McpServer } from './server.ts';

/**
 * Lists the tools of a server, as `tools/list` returns them. The next page is requested when the tools of one are used up.
 * spec: server/utilities/pagination
 *
 * @throws McpRequestFailed for a JSON-RPC error
 * @throws NotAnMcpResponse
 * @throws ServerUnreachable
 *
 * @example
 * for await (const tool of listTools(server)) console.log(tool.name);
 */
export async function* listTools(server: McpServer): AsyncGenerator<JsonObject, void, undefined> {
  let cursor: Json | undefined;
  do {
    const params = cursor === undefined ? {} : { cursor };
    const { tools, nextCursor } = await sendRequest(server, { method: 'tools/list', params });
    if (Array.isArray(tools)) yield* tools.filter(isJsonObject);
    cursor = nextCursor;
  } while (typeof cursor === 'string');
}
