/** Runs inside the bundle of `bench/relay.ts`: measures every relay in one process, in turns. */
import { openTableReader } from '../../lambda/catalog/index.ts';
import { callRequest } from '../first-result/agent.ts';
import { AGENT_SERVER } from '../first-result/catalog.ts';
import { verify } from '../first-result/verify.ts';
import { apiGatewayEvent } from '../support/events.ts';
import { SETTINGS } from '../support/settings.ts';
import { Sink } from '../support/sink.ts';
import { tableLocation } from '../support/table.ts';
import { CONTEXT } from '../variants/handler.ts';
import { createOurs } from '../variants/ours.ts';
import { RELAYED_ROWS } from './rows.ts';
import { RELAYS } from './tools.ts';

/** Duration of one call. */
export interface Relayed {
  readonly elapsedMs: number;
  /** Processor time of the whole process. */
  readonly cpuMs: number;
}

/** Calls that are not counted: V8 compiles what they run for some dozens of calls. */
const WARM_UP = 30;
const ROUNDS = 15;
const SINK_BYTES = 16_000_000;

const [endpoint = ''] = process.argv.slice(2);
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:rows';
const aws = { ...SETTINGS.aws, functions: { rows: arn }, tables: { rows: { table: 'rows', writable: false } } };
const ours = createOurs({ ...SETTINGS, aws }, { table: openTableReader(tableLocation(endpoint)) });
const sink = new Sink(SINK_BYTES);

const rounds: Record<string, Relayed[]> = {};
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [name, label] of Object.entries(RELAYS)) {
    const relayed = await relay(name);
    if (round === -WARM_UP) verify(sink.body(), 'JSON-lines', RELAYED_ROWS);
    rounds[label] ??= [];
    if (round >= 0) rounds[label].push(relayed);
  }
}
process.send?.(rounds);
process.disconnect();

async function relay(name: string): Promise<Relayed> {
  const { headers, body } = callRequest(name, {}, 'JSON-lines');
  const request = { id: 1, method: 'tools/call', params: { name }, server: AGENT_SERVER } as const;
  const event = { ...apiGatewayEvent(request), headers, multiValueHeaders: undefined, body };
  sink.reset();
  const start = performance.now();
  const before = process.cpuUsage();
  await ours(event, sink, CONTEXT);
  const { user, system } = process.cpuUsage(before);
  return { elapsedMs: performance.now() - start, cpuMs: (user + system) / 1000 };
}
