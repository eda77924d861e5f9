/** The table client with the two reads that a cold call of ours sends at once: the server's head, and the tool. */
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
  stream.write(Item === undefined ? 'no such head' : (Items?.[0]?.body?.S ?? 'no such tool'));
  stream.end();
};
