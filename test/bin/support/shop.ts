import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { serveMcpServer } from '../../../toolkit/index.ts';
import { invoke } from '../../toolkit/support.ts';

/** An MCP server as somebody had it before Spillway. */
function createShop(): McpServer {
  const server = new McpServer({ name: 'shop', version: '1.0.0' });
  const inputSchema = z.object({ article: z.string() });
  for (const name of ['find_price', 'order']) {
    server.registerTool(name, { description: `Does ${name}.`, inputSchema }, async () => ({ content: [] }));
  }
  return server;
}

/** Lambda's API with one function, `shop`, which serves that MCP server. */
export async function startShop(): Promise<{ readonly endpoint: string; stop(): void }> {
  const lambda = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    if (!request.url?.includes('shop')) {
      response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{"Message":"none"}');
      return;
    }
    const lines = await invoke(serveMcpServer(createShop()), body);
    response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }).listen(0, '127.0.0.1');
  await once(lambda, 'listening');
  const stop = () => {
    lambda.closeAllConnections();
    lambda.close();
  };
  return { endpoint: `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`, stop };
}
