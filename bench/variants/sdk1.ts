import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { ANSWER_TEXT, ORDERS, SERVER, type Workload } from '../support/workload.ts';
import type { Handler } from './handler.ts';
import { inputShape } from './schema.ts';
import { behindEvents } from './web.ts';

/** SDK v1: a server and a transport for each request, without a session, with JSON responses. It uses revision 2025-11-25. */
export function createSdk1(tools: readonly Workload[] = [ORDERS]): Handler {
  return behindEvents(async (request) => {
    const server = new McpServer({ name: SERVER, version: '1.0.0' });
    for (const { name, description } of tools) {
      server.registerTool(name, { description, inputSchema: inputShape }, async () => ({
        content: [{ type: 'text', text: ANSWER_TEXT }],
      }));
    }
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    return transport.handleRequest(request);
  });
}
