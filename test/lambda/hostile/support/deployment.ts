import { createApp } from '../../../../lambda/app.ts';
import { publish } from '../../../../lambda/catalog/publish/index.ts';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import { createMemoryTable, type MemoryTable } from '../../../support/memory-table.ts';
import { SETTINGS as TEST_SETTINGS } from '../../../support/settings.ts';
import { createTestState, type TestState } from '../../../support/state.ts';
import { DOCUMENTS, PAGED, PAGED_DOCUMENTS, SERVER } from './catalog.ts';
import { type Answer, type Sent, throughAlb, throughApi } from './ways.ts';

export const BODY_BYTES = 1_000_000;
const JSON_DEPTH = 64;

const SETTINGS = {
  ...TEST_SETTINGS,
  allowedOrigins: ['https://*.example.org', 'http://localhost:6274'],
  catalog: { refreshSeconds: 5, staleSeconds: 60, cacheEntries: 20 },
  limits: { bodyBytes: BODY_BYTES, jsonDepth: JSON_DEPTH },
};

/** The whole function, from the events that it is given to the bytes that it answers. */
export interface House {
  send(sent: Sent): Promise<Answer>;
  readonly state: TestState;
  readonly table: MemoryTable;
}

export interface HouseOptions {
  /** ARNs of functions that tools may invoke, by name. */
  readonly functions?: Readonly<Record<string, string>>;
  readonly state?: TestState;
  readonly now?: () => number;
}

/** Puts the function together over a published catalogue. */
export async function openHouse({ functions = {}, now = Date.now, ...given }: HouseOptions = {}): Promise<House> {
  const table = createMemoryTable();
  await publish(table, { server: SERVER, documents: DOCUMENTS, prune: false });
  await publish(table, { server: PAGED, documents: PAGED_DOCUMENTS, prune: false });
  const { state = createTestState({ now }) } = given;
  const handler = createApp({ ...SETTINGS, aws: { ...SETTINGS.aws, functions } }, { table, state, now });
  return { send: (sent) => deliver(handler, sent), state, table };
}

function deliver(handler: HttpHandler, sent: Sent): Promise<Answer> {
  return sent.way === 'api' ? throughApi(handler, sent) : throughAlb(handler, sent);
}
