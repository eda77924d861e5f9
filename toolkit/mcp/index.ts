/** Runs an MCP server of either SDK as a function of tools. */

export { serveMcpServer } from './serve-mcp-server.ts';
export type { McpServer } from './session.ts';
