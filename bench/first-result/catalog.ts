import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_ROWS, ROWS } from './rows.ts';

/** The MCP server of these tools. */
export const AGENT_SERVER = 'agent';
/** The table that they read, as itself and as the stage lists it. */
export const ORDERS_TABLE = 'spillway-bench-orders';
/** Tools that read pages of the table, for the longest loop. */
export const PAGED_TOOLS = Array.from({ length: 10 }, (_, index) => `read_orders_${index}`);
/** The tool that reads lines of an upstream. */
export const LINES_TOOL = 'read_lines';

/**
 * Writes the directory of documents that the local stack publishes: nothing but configuration, and the rows of the table.
 *
 * @param upstream where the lines come from
 */
export function writeCatalog(directory: string, upstream: string): void {
  const documents = [server(), ...PAGED_TOOLS.map(pagedTool), linesTool(upstream)];
  // Every JSON text is a YAML document.
  writeFileSync(join(directory, 'tools.yaml'), documents.map((document) => JSON.stringify(document)).join('\n---\n'));
  writeFileSync(join(directory, 'rows.mjs'), `export const items = ${JSON.stringify(ROWS)};`);
  writeFileSync(
    join(directory, 'local.yaml'),
    JSON.stringify({
      tables: [
        {
          table: ORDERS_TABLE,
          key: { partition: 'customer', sort: { name: 'line', type: 'number' } },
          items: 'rows.mjs',
        },
      ],
    }),
  );
}

function server() {
  return { kind: 'Server', server: AGENT_SERVER, title: 'What the bench calls' };
}

/** A paged `Query`, as a tool author would write it. */
function pagedTool(name: string) {
  return {
    kind: 'Tool',
    server: AGENT_SERVER,
    name,
    description: 'Orders of one customer, page by page.',
    input: {
      type: 'object',
      properties: { customer: { type: 'string' }, limit: { type: 'integer', minimum: 1 } },
      required: ['customer', 'limit'],
    },
    limits: { resultBytes: 1_000_000 },
    target: {
      type: 'dynamodb',
      operation: 'Query',
      table: 'orders',
      keyConditionExpression: 'customer = :customer',
      expressionAttributeValues: { ':customer': '{% $args.customer %}' },
      limit: '{% $args.limit %}',
      pageSize: PAGE_ROWS,
      stream: 'pages',
    },
  } as const;
}

/** Lines of an upstream as rows. */
function linesTool(upstream: string) {
  return {
    kind: 'Tool',
    server: AGENT_SERVER,
    name: LINES_TOOL,
    description: 'Orders as they come.',
    input: { type: 'object' },
    target: { type: 'http', url: `${upstream}/orders.ndjson`, stream: 'ndjson', retries: 0 },
  } as const;
}
