/** Cost of relaying rows from each kind of streaming upstream, event in to bytes out. */
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
          `One call relays ${RELAYED} rows of ${Math.round(BYTES / RELAYED)} bytes as JSON-lines: every row is part of a partial result and again of the final result, which is buffered until the end.`,
          'The upstreams are one process that writes prepared responses over loopback; a buffer receives the output. Every row, seq without a gap and the final result are verified once before the measurement.',
          'NDJSON is an http tool with one partial result per row. dynamodb pages is a Query of 100 pages of 100 rows through the AWS SDK, with one partial result per page. lambda chunks is a toolkit function behind InvokeWithResponseStream, with one partial result of 100 rows per chunk; its result line contains all rows a second time.',
          'Processor time is that of the whole process, including garbage collection. Speed is the size of the rows, counted once, divided by the elapsed time, including the wait for the upstream.',
          'The variants take turns, after 30 calls each that are not counted.',
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
        claims: [
          {
            claim: 'a row of a table page costs at most twice an NDJSON row',
            of: ratio(cost('dynamodb pages'), cost('NDJSON')).name,
            bound: 'at most',
            limit: 2,
          },
        ],
      };
    } finally {
      upstream.kill();
      table.stop();
    }
  },
};
