import { mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { LocalStackError } from '../errors.ts';
import type { TableModel } from './model.ts';

export { readTables, type TableModel } from './model.ts';

/** DynamoDB on loopback: dynalite, with its data in a directory. */
export class LocalTables {
  readonly endpoint: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /**
   * Opens the store.
   *
   * @param directory where the data lies between runs
   * @param fresh forgets what lies there
   */
  static async open(directory: string, fresh: boolean): Promise<LocalTables> {
    if (fresh) await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new LocalTables(server);
  }

  /**
   * Creates the tables that are not there yet.
   *
   * @throws LocalStackError when one is there with other keys
   */
  async ensure(tables: readonly TableModel[], region: string): Promise<void> {
    const client = new DynamoDBClient({
      endpoint: this.endpoint,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    try {
      await Promise.all(tables.map((table) => ensureTable(client, table)));
    } finally {
      client.destroy();
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const POLL_MS = 5;

async function ensureTable(client: DynamoDBClient, table: TableModel): Promise<void> {
  const found = await describe(client, table.TableName);
  if (found === undefined) await client.send(new CreateTableCommand(table));
  else if (shapeOf(found) !== shapeOf(table)) {
    throw new LocalStackError(
      `the table ${table.TableName} has other keys now. Start once with --fresh, which empties it`,
    );
  }
  while ((await describe(client, table.TableName))?.TableStatus !== 'ACTIVE') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Keys and indexes, in an order that does not depend on who lists them. */
function shapeOf(table: TableDescription | TableModel): string {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])].map(
    ({ IndexName, KeySchema, Projection }) =>
      JSON.stringify([IndexName, keysOf(KeySchema), Projection?.ProjectionType]),
  );
  const attributes = (table.AttributeDefinitions ?? []).map(
    ({ AttributeName, AttributeType }) => `${AttributeName}:${AttributeType}`,
  );
  return JSON.stringify([keysOf(table.KeySchema), attributes.sort(), indexes.sort()]);
}

function keysOf(keys: TableDescription['KeySchema']): string {
  return (keys ?? []).map(({ AttributeName, KeyType }) => `${AttributeName}:${KeyType}`).join();
}
