import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { ANSWER_TEXT, ORDERS, SERVER, type Workload } from '../support/workload.ts';
import type { Handler } from './handler.ts';
import { inputSchema } from './schema.ts';
import { behindEvents } from './web.ts';

/** SDK v2, its `McpServer` with a zod schema, used as in its documentation. */
export function createSdk2McpServer(tools: readonly Workload[] = [ORDERS]): Handler {
  const { fetch } = createMcpHandler(() => {
    const server = new McpServer({ name: SERVER, version: '1.0.0' });
    for (const { name, description } of tools) {
      server.registerTool(name, { description, inputSchema }, async () => ({
        content: [{ type: 'text', text: ANSWER_TEXT }],
      }));
    }
    return server;
  });
  return behindEvents((request) => fetch(request));
}
