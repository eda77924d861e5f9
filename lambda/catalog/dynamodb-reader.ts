import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromWire, toWire, toWireValue } from './attributes.ts';
import type { Item, Key, KeyRange, TableReader } from './table.ts';

/** Which table, and how to reach it. What is absent comes from the environment, as the AWS SDK reads it. */
export interface TableLocation {
  /** Name or ARN of the table. */
  readonly table: string;
  readonly region?: string;
  /** URL of a DynamoDB look-alike; the SDK also reads `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A call waits for the table: rather fail soon and serve the last good copy than hold it. */
const READ_TIMEOUTS = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };

/**
 * Opens the table for the functions. Makes no connection until the first read.
 *
 * @param location which table
 */
export function openTableReader(location: TableLocation): TableReader {
  const client = new DynamoDBClient({ ...clientConfig(location), requestHandler: READ_TIMEOUTS, maxAttempts: 2 });
  return tableReader(client, location.table);
}

/** The client configuration that reaches a table. */
export function clientConfig({ region, endpoint, credentials }: TableLocation): DynamoDBClientConfig {
  return { ...(region && { region }), ...(endpoint && { endpoint }), ...(credentials && { credentials }) };
}

/** Reads through a given client. */
export function tableReader(client: DynamoDBClient, table: string): TableReader {
  return {
    async get(key: Key) {
      const command = new GetItemCommand({ TableName: table, Key: toWire(key), ConsistentRead: true });
      const { Item } = await client.send(command);
      return Item && fromWire(Item);
    },
    query: (range) => queryAll(client, table, range),
  };
}

async function queryAll(client: DynamoDBClient, table: string, range: KeyRange): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Awaited<ReturnType<typeof sendQuery>>['LastEvaluatedKey'];
  do {
    const answer = await sendQuery(client, table, range, start);
    for (const item of answer.Items ?? []) items.push(fromWire(item));
    start = answer.LastEvaluatedKey;
  } while (start && (range.limit === undefined || items.length < range.limit));
  return items;
}

function sendQuery(client: DynamoDBClient, table: string, range: KeyRange, start?: ReturnType<typeof toWire>) {
  const values: Record<string, ReturnType<typeof toWireValue>> = { ':pk': toWireValue(range.pk) };
  if (range.from !== undefined) values[':from'] = toWireValue(range.from);
  if (range.to !== undefined) values[':to'] = toWireValue(range.to);
  return client.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: `pk = :pk${sortCondition(range)}`,
      ExpressionAttributeValues: values,
      ScanIndexForward: !range.descending,
      ...(range.limit !== undefined && { Limit: range.limit }),
      ...(start && { ExclusiveStartKey: start }),
    }),
  );
}

/** A key condition may name the sort key once only, hence BETWEEN. */
function sortCondition({ from, to }: KeyRange): string {
  if (from !== undefined && to !== undefined) return ' AND sk BETWEEN :from AND :to';
  if (from !== undefined) return ' AND sk >= :from';
  return to === undefined ? '' : ' AND sk <= :to';
}
