/** Runs inside the bundle of `bench/calls.ts`: measures every variant in one process, in turns. */
import { openTableReader } from '../../lambda/catalog/index.ts';
import { apiGatewayEvent, type Revision } from '../support/events.ts';
import { measureRounds, type Variant } from '../support/rounds.ts';
import { SETTINGS } from '../support/settings.ts';
import { Sink } from '../support/sink.ts';
import { tableLocation } from '../support/table.ts';
import { ANSWER_TEXT, HTTP_FILTER, HTTP_ORDERS, NESTED, ORDERS, type Workload } from '../support/workload.ts';
import { createEcho } from '../variants/echo.ts';
import { CONTEXT, type Handler } from '../variants/handler.ts';
import { createMcpHandlerVariant } from '../variants/mcp-handler.ts';
import { createOurs } from '../variants/ours.ts';
import { createSdk1 } from '../variants/sdk1.ts';
import { createSdk2McpServer } from '../variants/sdk2-mcp-server.ts';
import { createSdk2Server } from '../variants/sdk2-server.ts';

/** Enough distinct requests to defeat caches of the engine. */
const EVENTS = 256;

const [endpoint = ''] = process.argv.slice(2);
const table = openTableReader(tableLocation(endpoint));

const ours = createOurs(SETTINGS, { table });
const variants = await Promise.all([
  variant('bare echo', createEcho(ORDERS)),
  variant('ours static', ours),
  variant('ours http', ours, { workload: HTTP_ORDERS }),
  variant('ours http, JSONata filter', ours, { workload: HTTP_FILTER }),
  variant('SDK v2 Server', createSdk2Server()),
  variant('SDK v2 McpServer', createSdk2McpServer()),
  variant('mcp-handler', createMcpHandlerVariant()),
  variant('SDK v1 McpServer', createSdk1(), { revision: '2025-11-25' }),
  variant('bare echo, nested arguments', createEcho(NESTED), { workload: NESTED }),
  variant('ours static, nested arguments', ours, { workload: NESTED }),
]);
process.send?.(await measureRounds(variants, { rounds: 15, sliceMs: 120, warmUpMs: 700 }));
process.disconnect();

interface Calls {
  readonly revision?: Revision;
  readonly workload?: Workload;
}

/** Creates a variant and verifies its response. */
async function variant(name: string, handler: Handler, calls: Calls = {}): Promise<Variant> {
  const { revision, workload = ORDERS } = calls;
  const events = Array.from({ length: EVENTS }, (_, id) => {
    const params = { name: workload.name, arguments: workload.argumentsOf(id) };
    return apiGatewayEvent({ id, method: 'tools/call', params }, revision);
  });
  const sink = new Sink();
  const call = async (number: number) => {
    const event = events[number % EVENTS];
    if (!event) throw new Error('unreachable: the number is below the length');
    sink.reset();
    await handler(event, sink, CONTEXT);
  };
  await call(7);
  const { id, result } = JSON.parse(sink.body());
  if (!sink.ended || id !== 7 || result.isError || result.content[0].text !== ANSWER_TEXT) {
    throw new Error(`${name} returned a wrong response: ${sink.body()}`);
  }
  return { name, call };
}
