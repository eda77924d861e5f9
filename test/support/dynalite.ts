import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { TableLocation } from '../../lambda/catalog/index.ts';
import { createCatalogTable, LOCAL_CREDENTIALS, REGION } from './table-definition.ts';

type Dynalite = (options: { readonly createTableMs: number; readonly deleteTableMs: number }) => Server;

/** A started DynamoDB look-alike with an empty catalogue table. */
export interface StartedTable extends TableLocation {
  readonly endpoint: string;
  readonly region: string;
  stop(): Promise<void>;
}

/** Starts dynalite in memory on a free port, with a catalogue table. */
export async function startDynalite(table = 'catalogue'): Promise<StartedTable> {
  const dynalite = createRequire(import.meta.url)('dynalite') as Dynalite;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const location = { table, endpoint, region: REGION, credentials: LOCAL_CREDENTIALS };
  await createCatalogTable(location);
  // A stage's catalogue has an audit beside it.
  const audit = table.replace(/^(spillway-.+)-catalog$/, '$1-audit');
  if (audit !== table) await createCatalogTable({ ...location, table: audit });
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ...location, stop };
}
