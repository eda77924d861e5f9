import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DescribeTableCommand,
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
  tableIdentity,
  tableReader,
  toWire,
  type Update,
  updateExpression,
  type WireItem,
} from '../../table/index.ts';
import { writeBatches } from './batch-write.ts';

/** A table opened for publishing. */
export interface OpenTable extends Table {
  /** Identifies the table; one that is restored from a backup has another identity. */
  identity(): Promise<string>;
  /** Closes its connections. */
  close(): void;
}

export function openTable(location: TableLocation): OpenTable {
  const requestHandler = { connectionTimeout: 2000, requestTimeout: 15_000, throwOnRequestTimeout: true };
  const client = new DynamoDBClient({ ...clientConfig(location), requestHandler, maxAttempts: 4 });
  const { table } = location;
  const send = (requests: WriteRequest[]) =>
    client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  const write = (requests: readonly WriteRequest[]) => writeBatches({ table, send }, requests);
  return {
    ...tableReader((operation, input) => sendRead(client, operation, input), table),
    putAll: (items) => write(items.map((item) => ({ PutRequest: { Item: toWire(item) } }))),
    removeAll: (keys) => write(keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: toWire({ pk, sk }) } }))),
    scanKeys: () => scanKeys(client, table),
    update: (key, update) => updateItem(client, table, key, update),
    identity: async () => {
      const { Table: description = {} } = await client.send(new DescribeTableCommand({ TableName: table }));
      return tableIdentity(description);
    },
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
