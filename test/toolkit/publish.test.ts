import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { validateDocuments } from '../../lambda/catalog/publish/check/index.ts';
import { parseDocuments } from '../../lambda/catalog/publish/load/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { documentsOf, LIST_DOCUMENT, type McpServer, readTools, serveMcpServer } from '../../toolkit/index.ts';
import { invoke } from './support.ts';

const shape = { pair: z.tuple([z.string(), z.number()]).optional(), country: z.string() };

function createV1(): McpServer {
  const server = new McpServerV1({ name: 'ranks', version: '1.0.0' });
  const annotations = { readOnlyHint: true };
  server.registerTool(
    'rank',
    { title: 'Rank', description: 'Ranks', inputSchema: shape, outputSchema: { rank: z.number() }, annotations },
    async () => ({ content: [], structuredContent: { rank: 1 } }),
  );
  return server;
}

function createV2(): McpServer {
  const server = new McpServerV2({ name: 'ranks', version: '1.0.0' });
  const annotations = { readOnlyHint: true };
  const outputSchema = z.object({ rank: z.number() });
  server.registerTool(
    'rank',
    { title: 'Rank', description: 'Ranks', inputSchema: z.object(shape), outputSchema, annotations },
    async () => ({ content: [], structuredContent: { rank: 1 } }),
  );
  return server;
}

async function listOf(server: McpServer): Promise<string> {
  const lines = await invoke(serveMcpServer(server), LIST_DOCUMENT);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

test.each([
  ['v1', createV1],
  ['v2', createV2],
])('the tools of a server of SDK %s become documents', async (_, create) => {
  const [document, ...others] = documentsOf('ranks', 'default', readTools(await listOf(create())));
  expect(others).toEqual([]);
  expect(document).toMatchObject({
    kind: 'Tool',
    server: 'default',
    name: 'rank',
    title: 'Rank',
    description: 'Ranks',
    annotations: { readOnlyHint: true },
    target: { type: 'lambda', function: 'ranks' },
    input: { type: 'object', required: ['country'] },
    output: { required: ['rank'] },
  });
  const loaded = parseDocuments('ranks.yaml', JSON.stringify(document));
  const { documents, faults } = await validateDocuments(loaded.documents, targetTypes);
  expect(faults).toEqual([]);
  expect(documents).toMatchObject([
    { input: { properties: { pair: { prefixItems: [{ type: 'string' }, { type: 'number' }] } } } },
  ]);
});

const tool = (name: string, rest: object = {}) => ({ name, inputSchema: { type: 'object' }, ...rest });

test('a name that cannot be published is mended, and the function hears its own', () => {
  const [document] = documentsOf('ranks', 'default', [tool('Rank them!')]);
  expect(document).toMatchObject({ name: 'Rank_them_', description: 'Rank them!', target: { tool: 'Rank them!' } });
  expect(() => documentsOf('ranks', 'default', [tool('a b'), tool('a_b')])).toThrow(
    'two tools of ranks would be named a_b',
  );
});

test('publishing rewrites schemas of draft 7, with the references into them', async () => {
  const inputSchema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] },
      first: { $ref: '#/properties/pair/items/0', minLength: 'ignored' },
    },
  };
  const [document] = documentsOf('ranks', 'default', [tool('rank', { inputSchema })]);
  const loaded = parseDocuments('ranks.yaml', JSON.stringify(document));

  const { documents, faults } = await validateDocuments(loaded.documents, targetTypes);

  expect(faults).toEqual([]);
  expect(documents).toMatchObject([
    {
      input: {
        properties: {
          pair: { prefixItems: [{ type: 'string' }, { type: 'number' }] },
          first: { $ref: '#/properties/pair/prefixItems/0' },
        },
      },
    },
  ]);
});

test.each([
  ['{"type":"failed","message":"This function is one tool."}\n', 'This function is one tool.'],
  ['{"statusCode":200}', 'did not return its tools'],
  ['Hello!', 'did not return its tools'],
  ['{"type":"tools","tools":[{"name":"a"}]}', 'without a name or an inputSchema'],
])('%s is no list of tools', (answer, message) => {
  expect(() => readTools(answer)).toThrow(message);
});
