/** Calls MCP servers over HTTP; a package without dependencies, for any runtime with `fetch`. */
export type { Json, JsonObject } from '../lambda/mcp/index.ts';
export { callTool, type ToolCall } from './call-tool.ts';
export * from './calls/index.ts';
export {
  type Actor,
  CredentialsRefused,
  McpClientError,
  MessageTooLarge,
  NotAnMcpResponse,
  RequestRefused,
  ServerBusy,
  ServerFailed,
  ServerUnreachable,
  StreamCut,
} from './errors/index.ts';
export { McpRequestFailed } from './errors.ts';
export type { HeaderMap, Refusal } from './http/index.ts';
export { listTools } from './list-tools.ts';
export type { McpServer } from './server.ts';
