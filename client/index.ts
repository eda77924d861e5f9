/** Calls the tools of MCP servers over HTTP; a package without dependencies, for any runtime with `fetch`. */
export type { Json, JsonObject } from '../lambda/mcp/index.ts';
export { callTool, type ToolCall } from './call-tool.ts';
export { McpRequestFailed, NotAnMcpResponse, ServerUnreachable } from './errors.ts';
export { listTools } from './list-tools.ts';
export type { ClientInfo, McpServer } from './server.ts';
