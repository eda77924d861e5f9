/** Pages of 1,000 tools that `tools/list` returns per second, event in to bytes out. */
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure, ratio } from './support/result.ts';
import type { Rounds } from './support/rounds.ts';
import { publishTools, startTable } from './support/table.ts';
import { toolDocument } from './support/tools.ts';
import { manyTools, SERVER } from './support/workload.ts';

const [DIRECT, STREAM, FASTEST] = ['ours, direct', 'ours, stream', 'SDK v2 Server'] as const;
const THEIRS = [FASTEST, 'SDK v2 McpServer', 'mcp-handler', 'SDK v1 McpServer'];

export const lists: Bench = {
  name: 'lists',
  title: 'tools/list of 1,000 tools in process, event in to bytes out',
  async measure() {
    const { path } = await bundleBench('lists/inside.ts');
    const table = await startTable();
    try {
      const tools = manyTools(1000);
      await publishTools(
        table.endpoint,
        SERVER,
        tools.map((tool) => toolDocument(tool)),
      );
      const rounds = await runChild<Rounds>(path, { args: [table.endpoint] });
      return {
        method: [
          'All variants run in one process, in turns and in rotating order. Each figure uses the processor time of the measuring thread, as the median over the rounds.',
          'A tool takes about 240 bytes in a list. Every variant returns all 1,000 in one page, which is verified before the measurement.',
          'ours, direct: from an ALB event to the text of the document that the Lambda runtime sends. ours, stream: from an API Gateway event to prelude and body. Both are warm and read a stored page through the DynamoDB client.',
          'SDK v2, mcp-handler and SDK v1 register 1,000 tools for each request, because they create a server for each; their schemas are created once.',
        ],
        figures: Object.entries(rounds).map(([name, us]) =>
          figure(
            name,
            'a second',
            us.map((each) => 1e6 / each),
          ),
        ),
        pairs: [...THEIRS.map((theirs) => ratio(DIRECT, theirs)), ratio(STREAM, FASTEST)],
        claims: [
          {
            claim: 'direct lists twice as fast as the fastest SDK',
            of: `${DIRECT} / ${FASTEST}`,
            bound: 'at least',
            limit: 2,
          },
          { claim: 'stream lists four times as fast', of: `${STREAM} / ${FASTEST}`, bound: 'at least', limit: 4 },
        ],
      };
    } finally {
      table.stop();
    }
  },
};
