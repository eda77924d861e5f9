/** Microseconds of a `tools/call` in process, event in to bytes out, against what a user would pick instead. */
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
          "Figures are one run's; hold the ratios against other machines, not the microseconds.",
          'All variants run in one process, in turns of 120 ms, in an order that rotates; every figure is processor time of the measuring thread, the median over the rounds.',
          'Each is bundled and minified with the options of lib/bundle.ts, serves the same tool, and answers the same text; its answer is checked before it is timed.',
          "A call is an API Gateway event (14 headers, 256 distinct ones) to bytes: prelude and body as the Lambda runtime would put them on its socket. Parsing the event itself is the runtime's and not in it.",
          'bare echo is the limit: JSON.parse of the body, @cfworker/json-schema over the arguments, JSON.stringify of an equal answer.',
          'ours reads its catalogue from an embedded table through the DynamoDB client, warm, its head read again every 5 s.',
          "ours http is an http tool's own cost: the whole call (expressions, validation, framing, parsing the answer), with only the module that sends the request and reads the answer (lambda/targets/upstream/exchange.ts) replaced by one that has the answer at hand.",
          'SDK v2, mcp-handler and SDK v1 get the least adapter from event to Request, and their Response is read to its end. SDK v1 speaks revision 2025-11-25, all others 2026-07-28.',
        ],
        figures: Object.entries(rounds).map(([name, samples]) => figure(name, 'us a call', samples)),
        pairs: [
          ratio('ours static', 'bare echo'),
          ratio('ours static, nested arguments', 'bare echo, nested arguments'),
          ...THEIRS.map((theirs) => ratio(theirs, 'ours static')),
        ],
        claims: [
          { claim: 'a static tool costs 8 us', of: 'ours static', bound: 'at most', limit: 8 },
          { claim: 'an http tool costs 15 us besides the wire', of: 'ours http', bound: 'at most', limit: 15 },
          { claim: 'within 2.5 times the bare echo', of: 'ours static / bare echo', bound: 'at most', limit: 2.5 },
        ],
      };
    } finally {
      table.stop();
    }
  },
};
