/** Microseconds of a `tools/call` in process, event in to bytes out, compared with the alternatives. */
import { withoutWire } from './calls/without-wire.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure, ratio } from './support/result.ts';
import type { Rounds } from './support/rounds.ts';
import { publishTools, startTable } from './support/table.ts';
import { callTools } from './support/tools.ts';
import { SERVER } from './support/workload.ts';

const THEIRS = ['SDK v2 Server', 'SDK v2 McpServer', 'mcp-handler', 'SDK v1 McpServer'];

export const calls: Bench = {
  name: 'calls',
  title: 'tools/call in process, event in to bytes out',
  async measure() {
    const { path } = await bundleBench('calls/inside.ts', [withoutWire]);
    const table = await startTable();
    try {
      await publishTools(table.endpoint, SERVER, callTools('https://api.example.com'));
      const rounds = await runChild<Rounds>(path, { args: [table.endpoint] });
      return {
        method: [
          'The figures are from one run. Compare ratios across machines, not microseconds.',
          'All variants run in one process, in turns of 120 ms and in rotating order. Each figure is the processor time of the measuring thread, as the median over the rounds.',
          'Each variant is bundled and minified with the options of lib/bundle.ts, serves the same tool and returns the same text. Its response is verified before the measurement.',
          "A call starts with an API Gateway event (14 headers, 256 distinct events) and ends with the prelude and body that the Lambda runtime writes to its socket. Parsing the event is the runtime's work and is not included.",
          'bare echo is the lower bound: JSON.parse of the body, @cfworker/json-schema over the arguments, JSON.stringify of an equal response.',
          'ours reads its catalogue from an embedded table through the DynamoDB client. It is warm and refreshes the head every 5 s.',
          'ours http is the cost of an http tool without the network: the whole call (expressions, validation, framing, parsing the response), in which only the module that sends the request and reads the response (lambda/targets/upstream/exchange.ts) is replaced by one that returns a fixed response.',
          'SDK v2, mcp-handler and SDK v1 run behind a minimal adapter from event to Request, and their Response is read to its end. SDK v1 uses revision 2025-11-25, all others 2026-07-28.',
        ],
        figures: Object.entries(rounds).map(([name, samples]) => figure(name, 'us a call', samples)),
        pairs: [
          ratio('ours static', 'bare echo'),
          ratio('ours http', 'bare echo'),
          ratio('ours static, nested arguments', 'bare echo, nested arguments'),
          ...THEIRS.map((theirs) => ratio(theirs, 'ours static')),
        ],
        claims: [
          {
            claim: 'a static tool costs at most 1.1 times the bare echo',
            of: 'ours static / bare echo',
            bound: 'at most',
            limit: 1.1,
          },
          {
            claim: 'an http tool costs at most 2.2 times the bare echo, without the network',
            of: 'ours http / bare echo',
            bound: 'at most',
            limit: 2.2,
          },
        ],
      };
    } finally {
      table.stop();
    }
  },
};
