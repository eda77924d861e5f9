import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_ROWS, ROWS } from './rows.ts';

/** Name of the tools' MCP server. */
export const AGENT_SERVER = 'agent';
/** Name of the table that the tools read, also in the stage file. */
export const ORDERS_TABLE = 'spillway-bench-orders';
/** Tools that read pages of the table; the longest loop calls all of them. */
export const PAGED_TOOLS = Array.from({ length: 10 }, (_, index) => `read_orders_${index}`);
/** The tool that reads lines from an upstream. */
export const LINES_TOOL = 'read_lines';

/**
 * Writes the catalogue directory for the local stack: the documents, and the rows of the table.
 *
 * @param upstream origin of the lines
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
  return { kind: 'Server', server: AGENT_SERVER, title: 'Tools of the bench' };
}

/** A tool with a paged `Query`. */
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

/** A tool that returns the lines of an upstream as rows. */
function linesTool(upstream: string) {
  return {
    kind: 'Tool',
    server: AGENT_SERVER,
    name: LINES_TOOL,
    description: 'Orders, one by one.',
    input: { type: 'object' },
    target: { type: 'http', url: `${upstream}/orders.ndjson`, stream: 'ndjson', retries: 0 },
  } as const;
}
