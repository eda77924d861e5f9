import {
  CreateTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TableLocation } from '../../lambda/table/index.ts';

export const REGION = 'eu-central-1';
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The keys of a table. Attributes are strings unless `numbers` lists them. */
export interface TableDefinition {
  readonly hash: string;
  readonly range: string;
  readonly numbers?: readonly string[];
  /** Sort keys of the global secondary indexes, by the index's name. */
  readonly indexes?: Readonly<Record<string, string>>;
}

/** Creates a table with the keys that the Data stack gives to the tables of catalogue and state. */
export function createCatalogTable(location: TableLocation): Promise<void> {
  return createTable(location, { hash: 'pk', range: 'sk' });
}

/** Creates a table in a DynamoDB look-alike, and waits until it accepts requests. */
export async function createTable(
  { table, ...config }: TableLocation,
  { hash, range, numbers = [], indexes = {} }: TableDefinition,
): Promise<void> {
  const client = new DynamoDBClient(config);
  const attributes = [hash, range, ...Object.values(indexes)];
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((name) => ({
        AttributeName: name,
        AttributeType: numbers.includes(name) ? 'N' : 'S',
      })),
      KeySchema: keySchema(hash, range),
      ...(Object.keys(indexes).length > 0 && { GlobalSecondaryIndexes: globalIndexes(hash, indexes) }),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 1 }, { TableName: table });
  client.destroy();
}

function globalIndexes(hash: string, indexes: Readonly<Record<string, string>>): GlobalSecondaryIndex[] {
  return Object.entries(indexes).map(([name, sortKey]) => ({
    IndexName: name,
    KeySchema: keySchema(hash, sortKey),
    Projection: { ProjectionType: 'ALL' },
  }));
}

function keySchema(hash: string, range: string): KeySchemaElement[] {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}
