/** A fresh process: loads one variant's bundle, sends it its first event, and reports both durations. */
import { pathToFileURL } from 'node:url';
import { apiGatewayEvent, type Revision } from '../support/events.ts';
import { Sink, withPrelude } from '../support/sink.ts';
import { ANSWER_TEXT, ORDERS } from '../support/workload.ts';
import { CONTEXT, type Handler } from '../variants/handler.ts';

export interface ColdStart {
  /** Milliseconds to load the bundle. */
  readonly loadMs: number;
  /** Milliseconds of the first call, its table reads included. */
  readonly firstMs: number;
  /** Milliseconds of processor time for both, which hardly depends on the load of the machine. */
  readonly cpuMs: number;
}

const [path = '', revision = '2026-07-28'] = process.argv.slice(2);
const params = { name: ORDERS.name, arguments: ORDERS.argumentsOf(1) };
const event = apiGatewayEvent({ id: 1, method: 'tools/call', params }, revision as Revision);
const sink = new Sink();
// The Lambda runtime defines these globals before it loads a function.
Object.assign(globalThis, {
  awslambda: { streamifyResponse: (handler: Handler) => handler, HttpResponseStream: { from: withPrelude } },
});

const cpuBefore = process.cpuUsage();
const begin = performance.now();
const { handler }: { readonly handler: Handler } = await import(pathToFileURL(path).href);
const loaded = performance.now();
await handler(event, sink, CONTEXT);
const answered = performance.now();
const { user, system } = process.cpuUsage(cpuBefore);

if (!sink.ended || !sink.body().includes(JSON.stringify(ANSWER_TEXT).slice(1, -1))) {
  throw new Error(`wrong response: ${sink.body()}`);
}
const start: ColdStart = { loadMs: loaded - begin, firstMs: answered - loaded, cpuMs: (user + system) / 1000 };
// Kept-alive connections to the table would keep the process running.
process.send?.(start, undefined, undefined, () => process.exit());
