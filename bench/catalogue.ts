/** Random calls over 10, 1,000 and 100,000 tools with a 1,000-entry cache: the cost of a hit, and the reads of a miss. */
import type { CatalogueMeasurement } from './catalogue/inside.ts';
import type { RandomRound } from './catalogue/random-calls.ts';
import { SIZES, serverOfSize } from './catalogue/sizes.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { difference, type Figure, figure, ratio } from './support/result.ts';
import { publishTools, startTable } from './support/table.ts';
import { toolDocument } from './support/tools.ts';
import { manyTools } from './support/workload.ts';

const label = (size: number) => `${size.toLocaleString('en-US')} tools`;
const [SMALL, , LARGE] = SIZES.map((size) => `hit, ${label(size)}`) as [string, string, string];
const MISS = `miss, ${label(100_000)}`;
const QUERY = `the query of a miss, by the table client alone`;
const QUERIES = 'queries of a miss';

export const catalogue: Bench = {
  name: 'catalogue',
  title: 'Random tools/call over catalogues of three sizes, 1,000 tools cached',
  async measure() {
    const { path } = await bundleBench('catalogue/inside.ts');
    const table = await startTable();
    try {
      for (const size of SIZES) await publishMany(table.endpoint, size);
      const { random, hits } = await runChild<CatalogueMeasurement>(path, { args: [table.endpoint] });
      return {
        method: [
          'All tools are in one embedded table in another process. The publisher writes them; the DynamoDB client reads them over loopback.',
          'hit: calls of randomly drawn tools that the cache contains. The sizes take turns in one process; the figure is the processor time of its thread. Every size has 1,000 distinct events.',
          'miss: of 250 random calls per round over all tools, those that read the table. The time includes the response of the embedded table, which is slower than DynamoDB.',
          'queries of a miss are counted between the catalogue and the client. Head reads, one every 5 s, do not count as misses.',
        ],
        figures: [
          ...Object.entries(hits).map(([name, us]) => figure(name, 'us a call', us)),
          ...SIZES.map((size) => hitRate(size, random[size] ?? [])),
          figure(MISS, 'us a call', defined(random[100_000], 'missUs')),
          figure(QUERY, 'us', defined(random[100_000], 'queryUs')),
          figure(QUERIES, 'a call', defined(random[100_000], 'queriesPerMiss')),
        ],
        pairs: [ratio(LARGE, SMALL), difference(MISS, QUERY)],
        claims: [
          { claim: 'hits are flat in the number of tools', of: `${LARGE} / ${SMALL}`, bound: 'at most', limit: 1.1 },
          { claim: 'a miss is one read', of: QUERIES, bound: 'at most', limit: 1 },
        ],
      };
    } finally {
      table.stop();
    }
  },
};

function publishMany(endpoint: string, size: number): Promise<void> {
  const tools = manyTools(size).map((tool) => toolDocument(tool));
  return publishTools(endpoint, serverOfSize(size), tools);
}

function hitRate(size: number, rounds: readonly RandomRound[]): Figure {
  return figure(`hit rate, random over ${label(size)}`, '%', defined(rounds, 'hitRate'));
}

function defined(rounds: readonly RandomRound[] = [], key: keyof RandomRound): number[] {
  return rounds.flatMap((round) => round[key] ?? []);
}
