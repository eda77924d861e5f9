import type { TargetDocument, ToolDocument } from '../../lambda/catalog/index.ts';
import { AGENT_SERVER } from '../first-result/catalog.ts';
import { RELAYED } from './rows.ts';

/** Names of the measured relays, by their tools. */
export const RELAYS = { relay_lines: 'NDJSON', relay_pages: 'dynamodb pages', relay_chunks: 'lambda chunks' } as const;

/** A tool for each kind of upstream. */
export function relayTools(upstream: string): readonly ToolDocument[] {
  return [
    tool('relay_lines', { type: 'http', url: `${upstream}/rows.ndjson`, stream: 'ndjson', retries: 0 }),
    tool('relay_pages', {
      type: 'dynamodb',
      operation: 'Query',
      table: 'rows',
      keyConditionExpression: 'customer = :customer',
      expressionAttributeValues: { ':customer': 'C-1' },
      limit: RELAYED + 1,
      stream: 'pages',
    }),
    tool('relay_chunks', { type: 'lambda', function: 'rows' }),
  ];
}

function tool(name: keyof typeof RELAYS, target: TargetDocument): ToolDocument {
  return {
    kind: 'Tool',
    server: AGENT_SERVER,
    name,
    description: 'Relays rows.',
    input: { type: 'object' },
    limits: { resultBytes: 6_000_000 },
    target,
  };
}
