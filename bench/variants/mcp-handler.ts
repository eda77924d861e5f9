import { createMcpHandler } from 'mcp-handler';
import { ANSWER_TEXT, ORDERS, SERVER } from '../support/workload.ts';
import type { Handler } from './handler.ts';
import { inputSchema } from './schema.ts';
import { behindEvents } from './web.ts';

/** `mcp-handler`, as its documentation shows. */
export function createMcpHandlerVariant(): Handler {
  return behindEvents(
    createMcpHandler(
      (server) => {
        server.registerTool(ORDERS.name, { description: ORDERS.description, inputSchema }, async () => ({
          content: [{ type: 'text', text: ANSWER_TEXT }],
        }));
      },
      { serverInfo: { name: SERVER, version: '1.0.0' } },
    ),
  );
}
