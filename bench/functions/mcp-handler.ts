import { createMcpHandlerVariant } from '../variants/mcp-handler.ts';

export const handler = createMcpHandlerVariant();
