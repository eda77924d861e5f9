import { Validator } from '@cfworker/json-schema';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { ANSWER_TEXT, ORDERS, SERVER, type Workload } from '../support/workload.ts';
import type { Handler } from './handler.ts';
import { behindEvents } from './web.ts';

/** SDK v2, its low-level `Server`, which does not validate arguments itself. */
export function createSdk2Server(tools: readonly Workload[] = [ORDERS]): Handler {
  const listed = tools.map(({ name, description, input }) => ({
    name,
    description,
    inputSchema: { ...input, type: 'object' as const },
  }));
  const validator = new Validator(ORDERS.input, '2020-12', true);
  const { fetch } = createMcpHandler(() => {
    const server = new Server({ name: SERVER, version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/call', async ({ params }) => {
      if (!validator.validate(params.arguments).valid) throw new Error('the bench sends valid arguments');
      return { content: [{ type: 'text', text: ANSWER_TEXT }] };
    });
    server.setRequestHandler('tools/list', async () => ({ tools: listed }));
    return server;
  });
  return behindEvents((request) => fetch(request));
}
