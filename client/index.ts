/** Calls MCP servers over HTTP; a package without dependencies, for any runtime with `fetch`. */
export type { Json, JsonObject } from '../lambda/mcp/index.ts';
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
export type { HeaderMap, Refusal } from './http/index.ts';
