import {
  encodeHeaderValue,
  isJsonObject,
  type Json,
  type JsonObject,
  mirroredParams,
  mirroredValue,
} from '../lambda/mcp/index.ts';
import { McpRequestFailed } from './errors.ts';
import { listTools } from './list-tools.ts';
import { sendRequest } from './request.ts';
import type { McpServer } from './server.ts';

/** Parameters of `tools/call`. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

const HEADER_MISMATCH = -32020;

/**
 * Calls a tool. If the server refuses the call because the tool mirrors arguments into headers, the client looks up the tool's
 * schema and calls again. spec: basic/transports/streamable-http#client-behavior
 *
 * @returns the result; its `isError` is `true` when the tool failed
 * @throws McpRequestFailed for a JSON-RPC error
 * @throws NotAnMcpResponse
 * @throws ServerUnreachable
 *
 * @example
 * const server = { url: 'http://127.0.0.1:8787/mcp/countries', clientInfo: { name: 'my-agent', version: '1.0.0' } };
 * const { content } = await callTool(server, { name: 'get_country', arguments: { code: 'CH' } });
 */
export async function callTool(server: McpServer, call: ToolCall): Promise<JsonObject> {
  const request = { method: 'tools/call', params: { name: call.name, arguments: call.arguments } };
  try {
    return await sendRequest(server, request);
  } catch (error) {
    if (!(error instanceof McpRequestFailed && error.code === HEADER_MISMATCH)) throw error;
  }
  const headers = mirroredHeaders(await findSchema(server, call.name), call.arguments);
  return sendRequest(server, { ...request, headers });
}

async function findSchema(server: McpServer, name: string): Promise<Json | undefined> {
  for await (const tool of listTools(server)) {
    if (tool.name === name) return tool.inputSchema;
  }
  return undefined;
}

// spec: server/tools#x-mcp-header: an argument that is absent or null has no header.
function mirroredHeaders(schema: Json | undefined, args: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const param of isJsonObject(schema) ? mirroredParams(schema) : []) {
    const value = mirroredValue(args, param);
    if (value !== undefined && value !== null) headers[param.header] = encodeHeaderValue(String(value));
  }
  return headers;
}
