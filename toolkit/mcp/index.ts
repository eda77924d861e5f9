export { serveMcpServer } from './serve-mcp-server.ts';
export type { McpServer } from './session.ts';
