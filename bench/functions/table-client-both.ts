/** The table client with the two reads that Spillway sends concurrently in a cold call: the server's head and the tool. */
import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { TABLE_NAME } from '../support/settings.ts';
import { ORDERS, SERVER } from '../support/workload.ts';
import type { Handler } from '../variants/handler.ts';

const client = new DynamoDBClient({});

export const handler: Handler = async (_event, stream) => {
  const head = { TableName: TABLE_NAME, Key: { pk: { S: `S#${SERVER}` }, sk: { S: 'head' } }, ConsistentRead: true };
  const tool = {
    TableName: TABLE_NAME,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `T#${SERVER}#${ORDERS.name}` } },
    ScanIndexForward: false,
    Limit: 1,
    ConsistentRead: true,
  };
  const [{ Item }, { Items }] = await Promise.all([
    client.send(new GetItemCommand(head)),
    client.send(new QueryCommand(tool)),
  ]);
  stream.write(Item === undefined ? 'head not found' : (Items?.[0]?.body?.S ?? 'tool not found'));
  stream.end();
};
