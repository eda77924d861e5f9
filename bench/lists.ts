/** Pages of 1,000 tools that `tools/list` answers in a second, event in to bytes out. */
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure, ratio } from './support/result.ts';
import type { Rounds } from './support/rounds.ts';
import { publishTools, startTable } from './support/table.ts';
import { toolDocument } from './support/tools.ts';
import { manyTools, SERVER } from './support/workload.ts';

const THEIRS = ['SDK v2 Server', 'SDK v2 McpServer', 'mcp-handler', 'SDK v1 McpServer'];

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
          'All variants run in one process, in turns, in an order that rotates; every figure counts processor time of the measuring thread, the median over the rounds.',
          'A tool is about 240 bytes of a list; every variant answers all 1,000 in one page, and that is checked before it is timed.',
          'ours, direct: an ALB event to the text of the document that the Lambda runtime sends; ours, stream: an API Gateway event to prelude and body. Both read a stored page through the DynamoDB client, warm.',
          'SDK v2, mcp-handler and SDK v1 register 1,000 tools for each request, because they make a server for each; their schemas are made once.',
        ],
        figures: Object.entries(rounds).map(([name, us]) =>
          figure(
            name,
            'a second',
            us.map((each) => 1e6 / each),
          ),
        ),
        pairs: THEIRS.map((theirs) => ratio('ours, direct', theirs)),
        claims: [
          { claim: 'direct lists 1,500 pages a second', of: 'ours, direct', bound: 'at least', limit: 1500 },
          { claim: 'stream lists 1,500 pages a second', of: 'ours, stream', bound: 'at least', limit: 1500 },
        ],
      };
    } finally {
      table.stop();
    }
  },
};
