/** The minimum for a function with a table: the DynamoDB client, and one read. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE_NAME } from '../support/settings.ts';
import { ORDERS, SERVER } from '../support/workload.ts';
import type { Handler } from '../variants/handler.ts';

const client = new DynamoDBClient({});

export const handler: Handler = async (_event, stream) => {
  const Key = { pk: { S: `T#${SERVER}#${ORDERS.name}` }, sk: { S: 'v#000000000001' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: TABLE_NAME, Key, ConsistentRead: true }));
  stream.write(Item?.body?.S ?? 'item not found');
  stream.end();
};
