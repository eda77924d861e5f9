import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { LocalStackError } from '../errors.ts';
import type { TableModel } from './model.ts';

/** Interval at which the state of a table is checked. */
export const POLL_MS = 5;

/**
 * Creates a table if it does not exist, and waits until it is active.
 *
 * @throws LocalStackError when it exists with other keys or indexes
 */
export async function ensureTable(client: DynamoDBClient, table: TableModel): Promise<void> {
  const found = await describeTable(client, table.TableName);
  if (found === undefined) await client.send(new CreateTableCommand(table));
  else if (shapeOf(found) !== shapeOf(table)) {
    throw new LocalStackError(
      `the existing table ${table.TableName} has other keys or indexes than the template. Start once with --fresh, which deletes its items`,
    );
  }
  while ((await describeTable(client, table.TableName))?.TableStatus !== 'ACTIVE') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @returns `undefined` if the table does not exist */
export async function describeTable(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Keys and indexes in a canonical order, to compare template and store. */
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
