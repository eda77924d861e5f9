/** What relaying rows costs, event in to bytes out, from each kind of upstream that streams. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AGENT_SERVER } from './first-result/catalog.ts';
import type { Relayed } from './relay/inside.ts';
import { LINES, RELAYED } from './relay/rows.ts';
import { relayTools } from './relay/tools.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure, ratio } from './support/result.ts';
import { publishTools, startTable, tableEnvironment } from './support/table.ts';

const BYTES = LINES.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
const speed = (name: string) => `${name}, speed`;
const cost = (name: string) => `${name}, processor time`;

export const relay: Bench = {
  name: 'relay',
  title: 'Relaying 10,000 rows in process, event in to bytes out',
  async measure() {
    const { path } = await bundleBench('relay/inside.ts');
    const table = await startTable();
    const upstream = fork(fileURLToPath(new URL('./relay/upstream.ts', import.meta.url)));
    try {
      const [origin] = (await once(upstream, 'message')) as [string];
      await publishTools(table.endpoint, AGENT_SERVER, relayTools(origin));
      const env = { ...tableEnvironment(origin), AWS_ENDPOINT_URL_LAMBDA: origin };
      const rounds = await runChild<Readonly<Record<string, readonly Relayed[]>>>(path, {
        env,
        args: [table.endpoint],
      });
      return {
        method: [
          `One call relays ${RELAYED} rows of ${Math.round(BYTES / RELAYED)} bytes as JSON-lines: every row in a partial result, and all of them once more in the final result, which is kept until the end.`,
          'The upstreams are one process that has its answers at hand and writes them over loopback; the bytes that leave are taken by a buffer. Every row, seq without a gap and the final result are checked once before anything is timed.',
          'NDJSON is an http tool, a partial result a row. dynamodb pages is a Query of 100 pages of 100 rows, a partial result a page, each asked for through the AWS SDK. lambda chunks is a toolkit function behind InvokeWithResponseStream, a partial result of 100 rows a chunk; its result line brings all rows a second time.',
          'Processor time is of the whole process, garbage collection with it. Speed is bytes of the rows, counted once, by elapsed time, waiting for the upstream included.',
          'The variants take turns, after 6 calls each that do not count.',
        ],
        figures: Object.entries(rounds).flatMap(([name, runs]) => [
          figure(
            speed(name),
            'MB/s',
            runs.map(({ elapsedMs }) => BYTES / 1000 / elapsedMs),
          ),
          figure(
            cost(name),
            'ms per 10,000 rows',
            runs.map(({ cpuMs }) => cpuMs),
          ),
        ]),
        pairs: [ratio(cost('dynamodb pages'), cost('NDJSON')), ratio(cost('lambda chunks'), cost('NDJSON'))],
        claims: [],
      };
    } finally {
      upstream.kill();
      table.stop();
    }
  },
};
