import { type LocalStack, startLocalStack } from '../../local/index.ts';
import { scratch } from './support/scratch.ts';

const TOOLS = `kind: Server
server: orders
---
kind: Tool
server: orders
name: rank
description: Ranks countries, each subregion as soon as it is known.
input:
  type: object
  properties:
    by: { type: string }
    top: { type: integer }
    region: { type: string }
    pauseMs: { type: integer }
target: { type: lambda, function: rank }
`;

const directory = scratch();
let stack: LocalStack;

beforeAll(async () => {
  directory.write('story/tools.yaml', TOOLS);
  stack = await startLocalStack({
    port: 0,
    catalog: [directory.inside('story')],
    stateDirectory: directory.inside('state'),
  });
});

afterAll(async () => {
  await stack.stop();
  directory.remove();
});

interface Line {
  readonly at: number;
  readonly message: { readonly method?: string; readonly result?: { readonly content?: unknown } };
}

async function callRank(args: object): Promise<Line[]> {
  const version = '2026-07-28';
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const response = await fetch(`${stack.endpoint}/mcp/orders`, {
    method: 'POST',
    headers: {
      accept: 'application/json-lines',
      'content-type': 'application/json',
      'mcp-protocol-version': version,
      'mcp-method': 'tools/call',
      'mcp-name': 'rank',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'rank', arguments: args, _meta },
    }),
  });
  const lines: Line[] = [];
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const parts = (rest + Buffer.from(chunk).toString()).split('\n');
    rest = parts.pop() ?? '';
    // An empty line is filler.
    const messages = parts.filter((part) => part !== '');
    for (const part of messages) lines.push({ at: performance.now(), message: JSON.parse(part) as Line['message'] });
  }
  return lines;
}

test('a toolkit function streams through the load balancer, row by row', async () => {
  const pauseMs = 300;
  await callRank({ by: 'area', top: 3, region: 'Europe', pauseMs: 0 });

  const lines = await callRank({ by: 'area', top: 3, region: 'Europe', pauseMs });

  const rows = lines.filter(({ message }) => message.method === 'notifications/tools/partial_result');
  expect(rows.length).toBeGreaterThan(3);
  // Held back, all rows would arrive at once. One gap alone says nothing: a busy machine may read two rows together.
  expect((rows.at(-1)?.at ?? 0) - (rows[0]?.at ?? 0)).toBeGreaterThan(pauseMs);
  expect(lines.at(-1)?.message.result?.content).toEqual([
    expect.objectContaining({ text: expect.stringContaining('"ranking"') }),
  ]);
});
