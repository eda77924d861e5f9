import { createSdk2McpServer } from '../variants/sdk2-mcp-server.ts';

export const handler = createSdk2McpServer();
