import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toAttributeMap } from '../../../lambda/targets/dynamodb/attributes.ts';
import { startDynalite } from '../../support/dynalite.ts';
import { LOCAL_CREDENTIALS, REGION } from '../../support/table-definition.ts';

/** A started table of orders. */
export interface Orders {
  readonly endpoint: string;
  readonly table: string;
  stop(): Promise<void>;
}

const TABLE = 'docs-orders';

/** Starts the table that the page describes, with its items. */
export async function startOrders(items: readonly Readonly<Record<string, unknown>>[]): Promise<Orders> {
  const { endpoint, stop } = await startDynalite();
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: LOCAL_CREDENTIALS });
  const keys = (sort: string) => [
    { AttributeName: 'customer', KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'customer', AttributeType: 'S' },
        { AttributeName: 'number', AttributeType: 'N' },
        { AttributeName: 'total', AttributeType: 'N' },
      ],
      KeySchema: keys('number'),
      GlobalSecondaryIndexes: [
        { IndexName: 'byTotal', KeySchema: keys('total'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  const RequestItems = { [TABLE]: items.map((item) => ({ PutRequest: { Item: toAttributeMap(item, 'items') } })) };
  await client.send(new BatchWriteItemCommand({ RequestItems }));
  client.destroy();
  return { endpoint, table: TABLE, stop };
}
