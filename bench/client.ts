/** What the client costs, against the transports of both SDKs: first part, parts, round trips and bytes; and an agent loop. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { measureBundles } from './client/bundles.ts';
import { bundleFigures, CLAIMS, loopFigures, PAIRS, wayFigures } from './client/figures.ts';
import { measureLoops, PAGES, STEPS } from './client/loop.ts';
import { measureWays, type Schedule } from './client/measure.ts';
import { PAGED_TOOLS } from './first-result/catalog.ts';
import { startLines } from './first-result/lines.ts';
import { CUSTOMER, PAGE_ROWS } from './first-result/rows.ts';
import { startStack } from './first-result/stack.ts';
import { startTableProxy } from './first-result/table-proxy.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';

const SCHEDULE: Schedule = { rounds: 15, warmUps: 5, memoryRounds: 7 };
const LOOP_RUNS = 9;
/** Milliseconds of delay for each query of the loop, as in `bench/first-result.ts`. */
const QUERY_MS = 50;

export const client: Bench = {
  name: 'client',
  title: 'The client, against the transports of both SDKs',
  async measure() {
    const { path } = await bundleBench('client/inside.ts');
    const upstream = fork(fileURLToPath(new URL('./client/upstream.ts', import.meta.url)));
    const lines = await startLines();
    const proxy = await startTableProxy();
    const stack = await startStack(lines.origin, proxy.origin);
    try {
      const [origin] = (await once(upstream, 'message')) as [string];
      proxy.table = stack.tableEndpoint;
      const [tool = ''] = PAGED_TOOLS;
      const args = { customer: CUSTOMER, limit: PAGE_ROWS };
      const roundTrips = { kind: 'round trips', url: stack.url, tool, args } as const;
      const ways = await measureWays(path, { origin, roundTrips }, SCHEDULE);
      proxy.delayMs = QUERY_MS;
      const loops = await measureLoops(stack.endpoint, LOOP_RUNS);
      return {
        method: [
          'Each way to call a tool is a bundle in a Node.js process of its own, as its user would run it: SpillwayClient; the client of each SDK on SpillwayTransport; and the client of each SDK on its own StreamableHTTPClientTransport. The processes take turns in every round, after rounds that are not counted.',
          'One process is the MCP server. It writes prepared responses over loopback: JSON lines if the client accepts them, else SSE. SpillwayTransport, SSE is our transport at the same server without JSON lines. A part is a partial result with one row of about 170 bytes, which the SDKs hand to their fallbackNotificationHandler. Every call verifies the number of its parts.',
          'first part is the time from the call until its first part has been handed over, over a connection that is open: the median of 100 calls a round. The server writes the first part, and the others 4 ms later.',
          'processor time is that of the whole process, garbage collection included, for one call of 10,000 parts. memory is the peak of resident memory during the first such call of a process, above what was resident before it; each sample is a process of its own.',
          'connection and one call counts the HTTP requests to the local stack until 100 ms after the result of the first call, for the first and the second connection of a process. SpillwayClient needs no connection. SDK v1 on its own transport also sends a GET, which the stack refuses.',
          'bundle is the size of what a web page loads before the program runs, bundled, split and minified by esbuild for browsers; bundle with everything adds what is loaded on demand. 1 KB is 1,000 bytes.',
          `loop is an agent of ${STEPS} steps through the local stack, with SpillwayClient. Each step reads ${PAGES} pages of ${PAGE_ROWS} rows, ${QUERY_MS} ms a page, and begins as soon as the step before has something to work on: streamed, its first partial result; buffered, its result. The first row of the last step is when the agent has rows of every step; the final answer is when every result is complete. cut is 1 - streamed / buffered, for each run.`,
        ],
        figures: [...wayFigures(ways), ...bundleFigures(await measureBundles()), ...loopFigures(loops)],
        pairs: PAIRS,
        claims: CLAIMS,
      };
    } finally {
      upstream.kill();
      await stack.stop();
      lines.close();
      proxy.close();
    }
  },
};
