import { mkdir, rm } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { closeServer, listenOnLoopback } from '../http.ts';
import { ensureTable } from './ensure.ts';
import { removeExpired } from './expire.ts';
import { guarded, type TableOwner } from './guard.ts';
import type { TableModel } from './model.ts';
import { SeedRecord, seedTable } from './seed.ts';
import type { SeededTable } from './seeded-tables.ts';

/** What every table was filled from, beside the store. */
const SEED_RECORD = 'filled.json';

/** How often expired items are looked for. DynamoDB takes up to days, so nobody may count on either. */
const EXPIRE_EVERY_MS = 60_000;

/** DynamoDB on loopback: dynalite, with its data in a directory. */
export class LocalTables {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #seedRecord: SeedRecord;
  #stopExpiring = (): void => undefined;

  private constructor(server: Server, endpoint: string, seedRecord: SeedRecord) {
    this.#server = server;
    this.endpoint = endpoint;
    this.#seedRecord = seedRecord;
  }

  /**
   * Opens the store.
   *
   * @param directory where the data lies between runs
   * @param fresh forgets what lies there
   * @param owner who says which functions may ask; without one, everybody may
   */
  static async open(directory: string, fresh: boolean, owner?: TableOwner): Promise<LocalTables> {
    const seedRecord = `${directory}.${SEED_RECORD}`;
    if (fresh) await Promise.all([directory, seedRecord].map((path) => rm(path, { recursive: true, force: true })));
    await mkdir(directory, { recursive: true });
    const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    server.keepAliveTimeout = 0;
    if (owner !== undefined) guardServer(server, owner);
    const address = await listenOnLoopback(server);
    return new LocalTables(server, `http://${address}`, new SeedRecord(seedRecord));
  }

  /**
   * Creates the tables that are not there yet, and fills those that have something to hold.
   *
   * @throws LocalStackError when one is there with other keys, or an item is none for its table
   */
  async ensure(tables: readonly TableModel[], region: string, filled: readonly SeededTable[] = []): Promise<void> {
    const client = this.#client(region);
    try {
      await Promise.all(tables.map((table) => ensureTable(client, table)));
      for (const table of filled) await seedTable(client, table, this.#seedRecord);
    } finally {
      client.destroy();
    }
  }

  /**
   * Lets go of items whose time is over, now and then, until {@link close}.
   *
   * @param attributes that holds the time, by the table's name
   */
  expire(attributes: ReadonlyMap<string, string>, region: string, log: (line: string) => void): void {
    if (attributes.size === 0) return;
    const client = this.#client(region);
    const timer = setInterval(() => {
      for (const [table, attribute] of attributes) {
        removeExpired(client, table, attribute, Date.now()).catch((error: unknown) => {
          if (this.#server.listening) log(`table ${table}: expired items stay for now: ${String(error)}`);
        });
      }
    }, EXPIRE_EVERY_MS);
    timer.unref();
    this.#stopExpiring = () => {
      clearInterval(timer);
      client.destroy();
    };
  }

  #client(region: string): DynamoDBClient {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return new DynamoDBClient({ endpoint: this.endpoint, region, credentials });
  }

  async close(): Promise<void> {
    this.#stopExpiring();
    await closeServer(this.#server);
  }
}

function guardServer(server: Server, owner: TableOwner): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on(
    'request',
    guarded((request, response) => {
      for (const listener of listeners) listener(request, response);
    }, owner),
  );
}
