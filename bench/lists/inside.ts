/** Runs inside the bundle of `bench/lists.ts`: measures every variant in one process, in turns. */
import { openTableReader } from '../../lambda/catalog/index.ts';
import { albEvent, apiGatewayEvent, type Revision } from '../support/events.ts';
import { measureRounds, type Variant } from '../support/rounds.ts';
import { SETTINGS } from '../support/settings.ts';
import { Sink } from '../support/sink.ts';
import { tableLocation } from '../support/table.ts';
import { manyTools } from '../support/workload.ts';
import { CONTEXT, type Handler } from '../variants/handler.ts';
import { createMcpHandlerVariant } from '../variants/mcp-handler.ts';
import { createOurs } from '../variants/ours.ts';
import { createOursDirect } from '../variants/ours-direct.ts';
import { createSdk1 } from '../variants/sdk1.ts';
import { createSdk2McpServer } from '../variants/sdk2-mcp-server.ts';
import { createSdk2Server } from '../variants/sdk2-server.ts';

const TOOLS = 1000;
const EVENTS = 32;
const SINK_BYTES = 4_000_000;

const [endpoint = ''] = process.argv.slice(2);
const table = openTableReader(tableLocation(endpoint));
const tools = manyTools(TOOLS);

const variants = await Promise.all([
  direct('ours, direct'),
  streamed('ours, stream', createOurs(SETTINGS, { table })),
  streamed('SDK v2 Server', createSdk2Server(tools)),
  streamed('SDK v2 McpServer', createSdk2McpServer(tools)),
  streamed('mcp-handler', createMcpHandlerVariant(tools)),
  streamed('SDK v1 McpServer', createSdk1(tools), '2025-11-25'),
]);
process.send?.(await measureRounds(variants, { rounds: 9, sliceMs: 150, warmUpMs: 500 }));
process.disconnect();

function direct(name: string): Promise<Variant> {
  const events = Array.from({ length: EVENTS }, (_, id) => albEvent({ id, method: 'tools/list', params: {} }));
  const handler = createOursDirect(SETTINGS, { table });
  const call = async (event: (typeof events)[number], sink: Sink) => {
    sink.write(await handler(event, CONTEXT));
  };
  return checked(name, events, call, (sink) => JSON.parse(sink.text()).body);
}

function streamed(name: string, handler: Handler, revision?: Revision): Promise<Variant> {
  const events = Array.from({ length: EVENTS }, (_, id) =>
    apiGatewayEvent({ id, method: 'tools/list', params: {} }, revision),
  );
  return checked(
    name,
    events,
    (event, sink) => handler(event, sink, CONTEXT),
    (sink) => sink.body(),
  );
}

/** Creates a variant and verifies that it lists every tool. */
async function checked<E>(
  name: string,
  events: readonly E[],
  handle: (event: E, sink: Sink) => Promise<void>,
  bodyOf: (sink: Sink) => string,
): Promise<Variant> {
  const sink = new Sink(SINK_BYTES);
  const call = async (number: number) => {
    const event = events[number % EVENTS];
    if (!event) throw new Error('unreachable: the number is below the length');
    sink.reset();
    await handle(event, sink);
  };
  await call(0);
  const listed: readonly { readonly name: string }[] = JSON.parse(bodyOf(sink)).result.tools;
  const names = new Set(listed.map((tool) => tool.name));
  if (names.size !== TOOLS || !tools.every((tool) => names.has(tool.name))) {
    throw new Error(`${name} listed ${names.size} tools`);
  }
  return { name, call };
}
