import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toAttributeMap } from '../../../lambda/targets/dynamodb/attributes.ts';
import { startDynalite } from '../../support/dynalite.ts';
import { createTable, LOCAL_CREDENTIALS, REGION, type TableDefinition } from '../../support/table-definition.ts';

/** A started table of orders. */
export interface Orders {
  readonly endpoint: string;
  readonly table: string;
  stop(): Promise<void>;
}

const TABLE = 'docs-orders';
const DEFINITION: TableDefinition = {
  hash: 'customer',
  range: 'number',
  numbers: ['number', 'total'],
  indexes: { byTotal: 'total' },
};

/** Starts the table that the page describes, with its items. */
export async function startOrders(items: readonly Readonly<Record<string, unknown>>[]): Promise<Orders> {
  const started = await startDynalite();
  const { endpoint, stop } = started;
  await createTable({ ...started, table: TABLE }, DEFINITION);
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: LOCAL_CREDENTIALS });
  const RequestItems = { [TABLE]: items.map((item) => ({ PutRequest: { Item: toAttributeMap(item, 'items') } })) };
  await client.send(new BatchWriteItemCommand({ RequestItems }));
  client.destroy();
  return { endpoint, table: TABLE, stop };
}
