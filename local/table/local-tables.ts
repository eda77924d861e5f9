import { rm } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { closeServer, listenOnLoopback } from '../http.ts';
import type { AccessKey } from '../iam/index.ts';
import { makePrivateDirectory } from '../private-files.ts';
import { refuseWebPages } from '../web-page-guard.ts';
import { ensureTable } from './ensure.ts';
import { removeExpired } from './expire.ts';
import { guarded, type TableOwner } from './guard.ts';
import type { TableModel } from './model.ts';
import { SeedRecord, seedTable } from './seed.ts';
import type { SeededTable } from './seeded-tables.ts';

/** Suffix of the file that records the seeds, next to the store. */
const SEED_RECORD = 'filled.json';

/** Without access control, the store accepts any access key. */
const ANY_KEY: AccessKey = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Interval of the search for expired items. DynamoDB can take days: tools must not rely on either. */
const EXPIRE_EVERY_MS = 60_000;

/** DynamoDB on loopback: dynalite with a store on disk. */
export class LocalTables {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #seedRecord: SeedRecord;
  readonly #credentials: AccessKey;
  #stopExpiring = (): void => undefined;

  private constructor(server: Server, endpoint: string, seedRecord: SeedRecord, credentials: AccessKey) {
    this.#server = server;
    this.endpoint = endpoint;
    this.#seedRecord = seedRecord;
    this.#credentials = credentials;
  }

  /**
   * Opens the store.
   *
   * @param directory of the store
   * @param fresh deletes the store first
   * @param owner access control; without it, every access key is allowed everything
   */
  static async open(directory: string, fresh: boolean, owner?: TableOwner): Promise<LocalTables> {
    const seedRecord = `${directory}.${SEED_RECORD}`;
    if (fresh) await Promise.all([directory, seedRecord].map((path) => rm(path, { recursive: true, force: true })));
    makePrivateDirectory(directory);
    const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    server.keepAliveTimeout = 0;
    guardServer(server, owner);
    const address = await listenOnLoopback(server);
    const credentials = owner?.access.user ?? ANY_KEY;
    return new LocalTables(server, `http://${address}`, new SeedRecord(seedRecord), credentials);
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
    return new DynamoDBClient({ endpoint: this.endpoint, region, credentials: this.#credentials });
  }

  async close(): Promise<void> {
    this.#stopExpiring();
    await closeServer(this.#server);
  }
}

/** dynalite allows every web page to read and write (CORS), and accepts every access key. */
function guardServer(server: Server, owner: TableOwner | undefined): void {
  const listeners = server.listeners('request') as RequestListener[];
  const serve: RequestListener = (request, response) => {
    for (const listener of listeners) listener(request, response);
  };
  server.removeAllListeners('request');
  server.on('request', refuseWebPages(owner === undefined ? serve : guarded(serve, owner)));
}
