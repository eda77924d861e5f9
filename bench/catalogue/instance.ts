import { openTableReader } from '../../lambda/catalog/index.ts';
import { type CountingTable, countingTable } from '../support/counting-table.ts';
import { apiGatewayEvent } from '../support/events.ts';
import { SETTINGS } from '../support/settings.ts';
import { Sink } from '../support/sink.ts';
import { tableLocation } from '../support/table.ts';
import { ANSWER_TEXT, ORDERS, toolName } from '../support/workload.ts';
import { CONTEXT } from '../variants/handler.ts';
import { createOurs } from '../variants/ours.ts';
import { CACHE_ENTRIES, serverOfSize } from './sizes.ts';

type Event = ReturnType<typeof apiGatewayEvent>;

/** One function instance with a cache of its own, and the server that it serves. */
export interface Instance {
  readonly size: number;
  readonly table: CountingTable;
  event(tool: number, call: number): Event;
  /** Handles one event and verifies that the response is a result. */
  answer(event: Event): Promise<void>;
}

/** Creates an instance with an empty cache. */
export function createInstance(size: number, endpoint: string): Instance {
  const table = countingTable(openTableReader(tableLocation(endpoint)));
  const settings = { ...SETTINGS, catalog: { ...SETTINGS.catalog, cacheEntries: CACHE_ENTRIES } };
  const handler = createOurs(settings, { table });
  const sink = new Sink();
  const expected = JSON.stringify(ANSWER_TEXT).length;
  return {
    size,
    table,
    event(tool, call) {
      const params = { name: toolName(tool), arguments: ORDERS.argumentsOf(call) };
      return apiGatewayEvent({ id: call, method: 'tools/call', params, server: serverOfSize(size) });
    },
    async answer(event) {
      sink.reset();
      await handler(event, sink, CONTEXT);
      // An error is shorter than any result; parsing every response would distort the measurement.
      if (sink.size < expected) throw new Error(`wrong response: ${sink.text()}`);
    },
  };
}
