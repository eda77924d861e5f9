import { isJsonObject, type Json, type JsonObject } from '../../lambda/json.ts';
import { readAnswer } from './answer.ts';
import { CommandFailed } from './context.ts';

/** Where an MCP server is, and how to reach it. */
export interface McpServer {
  readonly url: string;
  readonly fetch: typeof fetch;
}

/** What `tools/call` is given. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

const PROTOCOL_VERSION = '2026-07-28';
const REQUEST_ID = 1;
const HEADER_MISMATCH = -32020;

/**
 * Calls a tool as an agent of MCP 2026-07-28 does. A tool that wants some of its parameters in headers says so in its schema,
 * which is looked up only when the server asks for it. spec: basic/transports/streamable-http#client-behavior
 *
 * @returns the result
 * @throws CommandFailed for an error of the protocol, or a server that cannot be reached
 */
export async function callTool(server: McpServer, call: ToolCall): Promise<JsonObject> {
  const params = { name: call.name, arguments: call.arguments };
  const first = await send(server, 'tools/call', params);
  if (first.error?.code !== HEADER_MISMATCH) return resultOf(first);
  const mirrored = mirroredHeaders(await findSchema(server, call.name), call.arguments);
  return resultOf(await send(server, 'tools/call', params, mirrored));
}

interface Answer {
  readonly status: number;
  readonly error: JsonObject | undefined;
  readonly result: JsonObject;
}

function resultOf({ status, error, result }: Answer): JsonObject {
  if (error !== undefined) throw new CommandFailed(`${error.message} (${error.code}, HTTP ${status})`);
  return result;
}

async function findSchema(server: McpServer, name: string): Promise<Json | undefined> {
  let cursor: Json | undefined;
  do {
    const { tools, nextCursor } = resultOf(await send(server, 'tools/list', cursor === undefined ? {} : { cursor }));
    const found = Array.isArray(tools) ? tools.filter(isJsonObject).find((tool) => tool.name === name) : undefined;
    if (found) return found.inputSchema;
    cursor = nextCursor;
  } while (cursor !== undefined);
  return undefined;
}

// spec: server/tools#x-mcp-header: wherever a chain of `properties` leads to it; what is absent or null has no header.
function mirroredHeaders(schema: Json | undefined, args: Json | undefined): Record<string, string> {
  if (!isJsonObject(schema) || !isJsonObject(schema.properties) || !isJsonObject(args)) return {};
  const headers: Record<string, string> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (!isJsonObject(property) || value === undefined || value === null) continue;
    const header = property['x-mcp-header'];
    if (typeof header === 'string') headers[`mcp-param-${header}`] = headerValue(String(value));
    Object.assign(headers, mirroredHeaders(property, value));
  }
  return headers;
}

async function send(server: McpServer, method: string, params: JsonObject, more: object = {}): Promise<Answer> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': PROTOCOL_VERSION,
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'spillway-cli', version: '0.1.0' },
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: REQUEST_ID, method, params: { ...params, _meta } });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': PROTOCOL_VERSION,
    'mcp-method': method,
    ...(typeof params.name === 'string' && { 'mcp-name': headerValue(params.name) }),
    ...more,
  };
  const response = await reach(server, { method: 'POST', headers, body });
  const { error, result } = await readAnswer(response, REQUEST_ID);
  return {
    status: response.status,
    error: isJsonObject(error) ? error : undefined,
    result: isJsonObject(result) ? result : {},
  };
}

async function reach({ url, fetch }: McpServer, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CommandFailed(`${url} cannot be reached: ${cause}`);
  }
}

/** What a header cannot carry as it is goes as base64. spec: basic/transports/streamable-http#value-encoding */
function headerValue(text: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?');
  return plain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}
