import { createMcpHandler } from 'mcp-handler';
import { ANSWER_TEXT, ORDERS, SERVER, type Workload } from '../support/workload.ts';
import type { Handler } from './handler.ts';
import { inputSchema } from './schema.ts';
import { behindEvents } from './web.ts';

/** `mcp-handler`, used as in its documentation. */
export function createMcpHandlerVariant(tools: readonly Workload[] = [ORDERS]): Handler {
  return behindEvents(
    createMcpHandler(
      (server) => {
        for (const { name, description } of tools) {
          server.registerTool(name, { description, inputSchema }, async () => ({
            content: [{ type: 'text', text: ANSWER_TEXT }],
          }));
        }
      },
      { serverInfo: { name: SERVER, version: '1.0.0' } },
    ),
  );
}
