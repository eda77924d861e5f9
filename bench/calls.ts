/** Microseconds of a `tools/call` in process, event in to bytes out, against what a user would pick instead. */
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure, type Pair } from './support/result.ts';
import type { Rounds } from './support/rounds.ts';
import { publishTools, startTable } from './support/table.ts';
import { staticTool } from './support/tools.ts';
import { SERVER } from './support/workload.ts';

const THEIRS = ['SDK v2 Server', 'SDK v2 McpServer', 'mcp-handler', 'SDK v1 McpServer'];

export const calls: Bench = {
  name: 'calls',
  title: 'tools/call in process, event in to bytes out',
  async measure() {
    const { path } = await bundleBench('calls/inside.ts');
    const table = await startTable();
    try {
      await publishTools(table.endpoint, SERVER, [staticTool()]);
      const rounds = await runChild<Rounds>(path, { args: [table.endpoint] });
      return {
        method: [
          'Every variant is bundled and minified with the options of lib/bundle.ts, serves the same tool and answers the same text.',
        ],
        figures: Object.entries(rounds).map(([name, samples]) => figure(name, 'us a call', samples)),
        pairs: [
          ratio('ours static', 'bare echo'),
          ...THEIRS.map((theirs) => ratio(theirs, 'ours static')),
        ],
        claims: [
          { claim: 'a static tool costs 8 us', of: 'ours static', bound: 'at most', limit: 8 },
          { claim: 'within 2.5 times the bare echo', of: 'ours static / bare echo', bound: 'at most', limit: 2.5 },
        ],
      };
    } finally {
      table.stop();
    }
  },
};

function ratio(left: string, right: string): Pair {
  return { name: `${left} / ${right}`, operation: 'ratio', left, right };
}
