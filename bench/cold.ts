/** Cold start in fresh processes: from loading a bundle to its first `tools/call` response, compared with the table client alone. */
import { join } from 'node:path';
import { bundleFunction } from '../lib/bundle.ts';
import type { ColdStart } from './cold/child.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import type { Revision } from './support/events.ts';
import { difference, type Figure, figure, ratio } from './support/result.ts';
import { SETTINGS } from './support/settings.ts';
import { publishTools, startTable, tableEnvironment } from './support/table.ts';
import { THEIRS } from './support/theirs.ts';
import { toolDocument } from './support/tools.ts';
import { ORDERS, SERVER } from './support/workload.ts';

const ROUNDS = 15;
const OURS = 'ours';
const TABLE_CLIENT = 'table client alone';
const BOTH_READS = 'table client, both reads';
const total = (name: string) => `${name}, load and first answer`;
const processor = (name: string) => `  ${name}, processor time of both`;

interface ColdVariant {
  readonly name: string;
  readonly path: string;
  readonly revision: Revision;
}

export const cold: Bench = {
  name: 'cold',
  title: 'Cold start in a fresh process, bundle load to first answer',
  async measure() {
    const variants = await buildVariants();
    const { path: child } = await bundleBench('cold/child.ts');
    const table = await startTable();
    try {
      await publishTools(table.endpoint, SERVER, [toolDocument(ORDERS)]);
      const env = {
        ...tableEnvironment(table.tlsEndpoint),
        SPILLWAY_SETTINGS: JSON.stringify(SETTINGS),
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_NO_WARNINGS: '1',
      };
      const starts = new Map<string, ColdStart[]>(variants.map(({ name }) => [name, []]));
      for (let round = 0; round <= ROUNDS; round++) {
        for (const { name, path, revision } of variants) {
          const start = await runChild<ColdStart>(child, { env, args: [path, revision] });
          // The first round fills the page cache and warms the table.
          if (round > 0) starts.get(name)?.push(start);
        }
      }
      return {
        method: [
          'Each sample is a fresh Node.js process that loads one bundle (import) and sends it one tools/call. The start of the process is not included. Variants take turns.',
          'ours is the stream function as lib/bundle.ts builds it for deployment, with an empty cache: the first call reads a head (GetItem) and a tool (Query) concurrently from an embedded table in another process.',
          'The table uses TLS, as DynamoDB does (plain HTTP would hide the cost of loading node:http). Its certificate is not verified.',
          'table client alone is a bundle of @aws-sdk/client-dynamodb that reads one item; table client, both reads sends the same two reads as ours.',
          'Processor time is the user and system time of the whole process from before the load to after the response. It hardly depends on the load of the machine.',
          'SDK v2, mcp-handler and SDK v1 serve one tool and read no table.',
        ],
        figures: [...starts].flatMap(([name, samples]) => figuresOf(name, samples)),
        pairs: [
          difference(total(OURS), total(TABLE_CLIENT)),
          difference(total(OURS), total(BOTH_READS)),
          difference(processor(OURS), processor(TABLE_CLIENT)),
          difference(processor(OURS), processor(BOTH_READS)),
          ratio(total(OURS), total(BOTH_READS)),
          ratio(processor(OURS), processor(BOTH_READS)),
          ...THEIRS.map(({ name }) => ratio(total(name), total(OURS))),
        ],
        claims: [
          {
            claim: 'a cold start takes at most 0.6 times the table client alone with the same reads',
            of: `${total(OURS)} / ${total(BOTH_READS)}`,
            bound: 'at most',
            limit: 0.6,
          },
        ],
      };
    } finally {
      table.stop();
    }
  },
};

function figuresOf(name: string, starts: readonly ColdStart[]): readonly Figure[] {
  const of = (label: string, value: (start: ColdStart) => number) => figure(label, 'ms', starts.map(value));
  return [
    of(total(name), ({ loadMs, firstMs }) => loadMs + firstMs),
    of(`  ${name}, load`, ({ loadMs }) => loadMs),
    of(`  ${name}, first answer`, ({ firstMs }) => firstMs),
    of(processor(name), ({ cpuMs }) => cpuMs),
  ];
}

async function buildVariants(): Promise<readonly ColdVariant[]> {
  const { directory } = await bundleFunction('stream');
  const revision = '2026-07-28';
  const variants: ColdVariant[] = [{ name: OURS, path: join(directory, 'index.mjs'), revision }];
  const others = [
    { name: TABLE_CLIENT, entry: 'functions/table-client.ts', revision } as const,
    { name: BOTH_READS, entry: 'functions/table-client-both.ts', revision } as const,
    ...THEIRS,
  ];
  for (const { entry, ...variant } of others) variants.push({ ...variant, path: (await bundleBench(entry)).path });
  return variants;
}
