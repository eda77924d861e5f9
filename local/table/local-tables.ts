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

/** Suffix of the file that records the seeds, next to the store. */
const SEED_RECORD = 'filled.json';

/** Interval of the search for expired items. DynamoDB can take days: tools must not rely on either. */
const EXPIRE_EVERY_MS = 60_000;

/** DynamoDB on loopback: dynalite with a store on disk. */
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
   * @param directory of the store
   * @param fresh deletes the store first
   * @param owner access control for functions; without it, every request is allowed
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
   * Creates the tables that do not exist, and seeds those with items.
   *
   * @throws LocalStackError when a table exists with other keys or indexes, or when DynamoDB rejects a seed item
   */
  async ensure(tables: readonly TableModel[], region: string, seeded: readonly SeededTable[] = []): Promise<void> {
    const client = this.#client(region);
    try {
      await Promise.all(tables.map((table) => ensureTable(client, table)));
      for (const table of seeded) await seedTable(client, table, this.#seedRecord);
    } finally {
      client.destroy();
    }
  }

  /**
   * Deletes expired items at intervals until {@link close}.
   *
   * @param attributes time-to-live attribute by the table's name
   */
  expire(attributes: ReadonlyMap<string, string>, region: string, log: (line: string) => void): void {
    if (attributes.size === 0) return;
    const client = this.#client(region);
    const timer = setInterval(() => {
      for (const [table, attribute] of attributes) {
        removeExpired(client, table, attribute, Date.now()).catch((error: unknown) => {
          if (this.#server.listening) log(`table ${table}: expired items could not be deleted: ${String(error)}`);
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
