import { createMcpHandler } from 'mcp-handler';
import { ANSWER_TEXT, SERVER, TOOL } from '../support/workload.ts';
import type { Handler } from './handler.ts';
import { inputSchema } from './schema.ts';
import { behindEvents } from './web.ts';

/** `mcp-handler`, as its documentation shows. */
export function createMcpHandlerVariant(): Handler {
  return behindEvents(
    createMcpHandler(
      (server) => {
        server.registerTool(TOOL.name, { description: TOOL.description, inputSchema }, async () => ({
          content: [{ type: 'text', text: ANSWER_TEXT }],
        }));
      },
      { serverInfo: { name: SERVER, version: '1.0.0' } },
    ),
  );
}
