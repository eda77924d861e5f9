import { Validator } from '@cfworker/json-schema';
import { createMcpHandler, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { PROMPTS, RESOURCES, TOOLS } from './catalog.ts';
import type { Received, Sent } from './pair.ts';

/** SDK v2's own handler over the same tools, prompts and resources, as its users write them. */
export function createTheirs(): (sent: Sent) => Promise<Received> {
  const { fetch } = createMcpHandler(createServer, { onerror: () => {} });
  return async ({ method = 'POST', headers, body }) => {
    const request = new Request('http://localhost/mcp', { method, headers, ...(method === 'POST' && { body }) });
    const response = await fetch(request);
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? undefined,
      text: await response.text(),
    };
  };
}

function createServer(): Server {
  const server = new Server(
    { name: 'twin', version: '1.0.0' },
    {
      capabilities: { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} },
      instructions: 'Be kind.',
    },
  );
  serveTools(server);
  servePrompts(server);
  serveResources(server);
  return server;
}

function serveTools(server: Server): void {
  server.setRequestHandler('tools/list', async () => ({
    tools: TOOLS.map(({ name, description, input }) => ({
      name,
      description,
      inputSchema: { ...input, type: 'object' as const },
    })),
  }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (!tool) throw invalid(`Unknown tool: ${params.name}`);
    const valid = new Validator(tool.input, '2020-12').validate(params.arguments ?? {}).valid;
    const { text, isError } = tool.target;
    return {
      content: [{ type: 'text', text: valid ? String(text) : 'Invalid arguments' }],
      ...((isError === true || !valid) && { isError: true }),
    };
  });
}

function servePrompts(server: Server): void {
  server.setRequestHandler('prompts/list', async () => ({
    prompts: PROMPTS.map(({ name, description }) => ({ name, ...(description !== undefined && { description }) })),
  }));
  server.setRequestHandler('prompts/get', async ({ params }) => {
    const prompt = PROMPTS.find(({ name }) => name === params.name);
    if (!prompt) throw invalid(`Unknown prompt: ${params.name}`);
    for (const { name, required } of prompt.arguments ?? []) {
      if (required && params.arguments?.[name] === undefined) throw invalid(`Missing argument: ${name}`);
    }
    return { messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'Review it.' } }] };
  });
  server.setRequestHandler('completion/complete', async ({ params }) => {
    const known =
      params.ref.type === 'ref/prompt'
        ? PROMPTS.some(({ name }) => 'name' in params.ref && name === params.ref.name)
        : true;
    if (!known) throw invalid('Unknown prompt');
    return { completion: { values: ['Go'] } };
  });
}

function serveResources(server: Server): void {
  server.setRequestHandler('resources/list', async () => ({ resources: [{ uri: 'twin://readme', name: 'readme' }] }));
  server.setRequestHandler('resources/templates/list', async () => ({
    resourceTemplates: [{ uriTemplate: 'twin://items/{id}', name: 'item' }],
  }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const found = RESOURCES.find((resource) => resource.uri === uri || /^twin:\/\/items\/[^/]+$/.test(uri));
    if (!found) throw invalid(`Resource not found: ${uri}`);
    return { contents: [{ uri, mimeType: 'text/plain', text: String(found.text) }] };
  });
}

function invalid(message: string): Error {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
