import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';

/** AWS: amazondynamodb/latest/developerguide/howitworks-ttl.html: items that expired more than five years ago are not deleted. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;

/**
 * Deletes a table's expired items in place of DynamoDB's time to live, which dynalite does not support. An item that is
 * rewritten with a later time in the meantime stays.
 *
 * @param attribute contains the expiry time in epoch seconds
 * @param now epoch milliseconds
 */
export async function removeExpired(
  client: DynamoDBClient,
  table: string,
  attribute: string,
  now: number,
): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const keys = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
  const seconds = Math.floor(now / 1000);
  const expired = {
    TableName: table,
    ExpressionAttributeNames: { '#expires': attribute },
    ExpressionAttributeValues: { ':now': { N: String(seconds) }, ':oldest': { N: String(seconds - OLDEST_SECONDS) } },
  };
  const condition = '#expires < :now AND #expires > :oldest';
  for await (const { Items = [] } of paginateScan({ client }, { ...expired, FilterExpression: condition })) {
    for (const item of Items) {
      const Key = Object.fromEntries(keys.flatMap((key) => (item[key] === undefined ? [] : [[key, item[key]]])));
      await client
        .send(new DeleteItemCommand({ ...expired, Key, ConditionExpression: condition }))
        .catch((error: unknown) => {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        });
    }
  }
}
