import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { LocalStackError } from '../errors.ts';
import type { TableModel } from './model.ts';

/** How long to wait before a table is looked at again. */
export const POLL_MS = 5;

/**
 * Creates a table that is not there yet, and waits until it takes requests.
 *
 * @throws LocalStackError when it is there with other keys
 */
export async function ensureTable(client: DynamoDBClient, table: TableModel): Promise<void> {
  const found = await describeTable(client, table.TableName);
  if (found === undefined) await client.send(new CreateTableCommand(table));
  else if (shapeOf(found) !== shapeOf(table)) {
    throw new LocalStackError(
      `the table ${table.TableName} has other keys now. Start once with --fresh, which empties it`,
    );
  }
  while ((await describeTable(client, table.TableName))?.TableStatus !== 'ACTIVE') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @returns `undefined` when there is no such table */
export async function describeTable(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
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
