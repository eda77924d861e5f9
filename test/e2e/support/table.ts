import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalStack } from '../../../local/index.ts';

/** A table that is not there at the moment. */
export interface AbsentTable {
  /** Creates it again, empty. */
  putBack(): Promise<void>;
}

/** Takes the catalogue's table from a running stack: every read and write fails from now on. */
export async function takeTableAway({ table, tableEndpoint, region, credentials }: LocalStack): Promise<AbsentTable> {
  const client = new DynamoDBClient({
    endpoint: tableEndpoint,
    region,
    credentials,
  });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  await client.send(new DeleteTableCommand({ TableName: table }));
  return {
    putBack: async () => {
      await client.send(
        new CreateTableCommand({
          TableName: table,
          KeySchema: Table?.KeySchema,
          AttributeDefinitions: Table?.AttributeDefinitions,
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
      client.destroy();
    },
  };
}
