import {
  CallToolResultSchema,
  InitializeResultSchema,
  JSONRPCErrorSchema,
  ListToolsResultSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { specTypeSchemas } from '@modelcontextprotocol/server';
import { createTestServer, legacy, modern, modernHeaders, tool } from './support/server.ts';

/** The official SDKs judge what we say: v2 for 2026-07-28, v1 for what came before. */

const CONTENT = [
  { type: 'text', text: 'a' },
  { type: 'image', data: 'AAAA', mimeType: 'image/png' },
  { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
  { type: 'resource', resource: { uri: 'test://x', mimeType: 'text/plain', text: 'x' } },
  { type: 'resource_link', uri: 'test://y', name: 'y' },
];
const server = createTestServer([
  tool(),
  tool({ name: 'all', target: { type: 'static', content: CONTENT } }),
  tool({ name: 'structured', output: { type: 'object' }, target: { type: 'static', json: { a: 1 } } }),
]);

function issuesOf(schema: keyof typeof specTypeSchemas, value: unknown): unknown {
  const judged = specTypeSchemas[schema]['~standard'].validate(value);
  if (judged instanceof Promise) throw new Error('the SDK judges at once');
  return judged.issues;
}

describe('SDK v2 on 2026-07-28', () => {
  test.each(['greet', 'all', 'structured'])('the result of %s is a CallToolResult', async (name) => {
    const { body } = await server.post(
      modern('tools/call', { name }),
      modernHeaders('tools/call', { 'mcp-name': name }),
    );
    expect(issuesOf('CallToolResult', body.result)).toBeUndefined();
    expect(issuesOf('JSONRPCResultResponse', body)).toBeUndefined();
  });

  test.each([
    ['server/discover', 'DiscoverResult'],
    ['tools/list', 'ListToolsResult'],
  ] as const)('the result of %s is a %s', async (method, schema) => {
    const { body } = await server.post(modern(method), modernHeaders(method));
    expect(issuesOf(schema, body.result)).toBeUndefined();
  });

  test.each([
    ['with an id', modern('nonsense'), modernHeaders('nonsense')],
    ['without one', 'no JSON', {}],
  ])('an error %s is a JSONRPCErrorResponse', async (_which, request, headers) => {
    const { body } = await server.post(request, headers as Record<string, string>);
    expect(body.error).toBeDefined();
    expect(issuesOf('JSONRPCErrorResponse', body)).toBeUndefined();
  });
});

describe('SDK v1 on 2025-11-25', () => {
  test.each(['greet', 'all', 'structured'])('the result of %s is a CallToolResult', async (name) => {
    const { body } = await server.post(legacy('tools/call', { name }));
    expect(CallToolResultSchema.safeParse(body.result).error).toBeUndefined();
  });

  test('initialize and tools/list answer what it expects', async () => {
    const initialized = await server.post(
      legacy('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'c', version: '1' },
      }),
    );
    const listed = await server.post(legacy('tools/list'));
    expect(InitializeResultSchema.safeParse(initialized.body.result).error).toBeUndefined();
    expect(ListToolsResultSchema.safeParse(listed.body.result).error).toBeUndefined();
  });

  test('an error is an error', async () => {
    const { body } = await server.post(legacy('nonsense'));
    expect(JSONRPCErrorSchema.safeParse(body).error).toBeUndefined();
  });
});
