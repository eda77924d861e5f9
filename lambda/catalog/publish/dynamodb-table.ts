import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  type GetItemCommandInput,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import {
  ConditionFailed,
  fromWire,
  type Item,
  type Key,
  type ReadOperation,
  type ScannedKey,
  type Table,
  type TableLocation,
  tableReader,
  toWire,
  type Update,
  updateExpression,
  type WireItem,
} from '../../table/index.ts';

/** DynamoDB's limit for one BatchWriteItem. Its other limit, 16 MB, cannot be reached by 25 items of at most 400 KB. */
const BATCH_ITEMS = 25;
const BATCHES_AT_ONCE = 4;
/** Waits between attempts while a throttled table returns unprocessed items; after about 25 s in all the publish fails. */
const RETRY_WAITS_MS = [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800];

/** A table opened for publishing. */
export interface OpenTable extends Table {
  /** Closes its connections. */
  close(): void;
}

export function openTable(location: TableLocation): OpenTable {
  const requestHandler = { connectionTimeout: 2000, requestTimeout: 15_000, throwOnRequestTimeout: true };
  const client = new DynamoDBClient({ ...clientConfig(location), requestHandler, maxAttempts: 4 });
  return {
    ...tableReader((operation, input) => sendRead(client, operation, input), location.table),
    putAll: (items) =>
      writeAll(
        client,
        location.table,
        items.map((item) => ({ PutRequest: { Item: toWire(item) } })),
      ),
    removeAll: (keys) =>
      writeAll(
        client,
        location.table,
        keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: toWire({ pk, sk }) } })),
      ),
    scanKeys: () => scanKeys(client, location.table),
    update: (key, update) => updateItem(client, location.table, key, update),
    close: () => client.destroy(),
  };
}

/** Values that the location leaves out come from the SDK's own chain, profiles included. */
function clientConfig({ region, endpoint, credentials }: TableLocation): DynamoDBClientConfig {
  return { ...(region && { region }), ...(endpoint && { endpoint }), ...(credentials && { credentials }) };
}

function sendRead(client: DynamoDBClient, operation: ReadOperation, input: object): Promise<unknown> {
  const command =
    operation === 'GetItem'
      ? new GetItemCommand(input as GetItemCommandInput)
      : new QueryCommand(input as QueryCommandInput);
  return client.send(command as GetItemCommand);
}

async function scanKeys(client: DynamoDBClient, table: string): Promise<readonly ScannedKey[]> {
  const keys: ScannedKey[] = [];
  const input = { TableName: table, ProjectionExpression: 'pk, sk, tombstone' };
  for await (const { Items = [] } of paginateScan({ client }, input)) {
    keys.push(...Items.map((item) => fromWire(item as WireItem)));
  }
  return keys;
}

async function writeAll(client: DynamoDBClient, table: string, requests: readonly WriteRequest[]): Promise<void> {
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < requests.length; start += BATCH_ITEMS) {
    batches.push(requests.slice(start, start + BATCH_ITEMS));
  }
  const workers = Array.from({ length: BATCHES_AT_ONCE }, async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await writeBatch(client, table, batch);
  });
  await Promise.all(workers);
}

async function writeBatch(client: DynamoDBClient, table: string, batch: WriteRequest[]): Promise<void> {
  let pending = batch;
  for (const waitMs of [...RETRY_WAITS_MS, undefined]) {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: pending } }));
    pending = answer.UnprocessedItems?.[table] ?? [];
    if (pending.length === 0) return;
    if (waitMs !== undefined) await sleep(waitMs / 2 + Math.random() * (waitMs / 2));
  }
  throw new Error(
    `the table ${table} is throttled: ${pending.length} items of a batch were not written; try again later`,
  );
}

async function updateItem(client: DynamoDBClient, table: string, key: Key, update: Update): Promise<Item> {
  const target = { TableName: table, Key: toWire(key), ReturnValues: 'ALL_NEW' as const };
  const command = new UpdateItemCommand({ ...target, ...updateExpression(update) });
  try {
    const { Attributes } = await client.send(command);
    return fromWire((Attributes ?? {}) as WireItem);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new ConditionFailed('another writer changed the item');
    throw error;
  }
}
