import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LocalTables, readTables } from '../../../local/table/index.ts';
import { scratch } from '../support/scratch.ts';
import { resolverOf } from '../support/templates.ts';

const directory = scratch();
afterAll(() => directory.remove());

const PROPERTIES = {
  TableName: 'catalog',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-sk',
      KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  Replicas: [{ Region: 'eu-west-1' }],
};

const read = (changes: Record<string, unknown> = {}) =>
  readTables(
    resolverOf({
      Test: { Resources: { Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { ...PROPERTIES, ...changes } } } },
    }),
  );

/** Runs one visit to the table of a directory, from open to close. */
async function visit<T>(
  name: string,
  fresh: boolean,
  work: (client: DynamoDBClient) => Promise<T>,
  models = read(),
): Promise<T> {
  const tables = await LocalTables.open(directory.inside(name), fresh);
  const client = new DynamoDBClient({
    endpoint: tables.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    await tables.ensure(models, 'eu-west-1');
    return await work(client);
  } finally {
    client.destroy();
    await tables.close();
  }
}

const key = { pk: { S: 'a' }, sk: { S: 'b' } };
const put = (client: DynamoDBClient) =>
  client.send(new PutItemCommand({ TableName: 'catalog', Item: { ...key, value: { N: '1' } } }));
const get = async (client: DynamoDBClient) =>
  (await client.send(new GetItemCommand({ TableName: 'catalog', Key: key, ConsistentRead: true }))).Item?.value;

test('items survive a restart, but not a fresh start', async () => {
  await visit('kept', false, put);

  expect(await visit('kept', false, get)).toEqual({ N: '1' });
  expect(await visit('kept', true, get)).toBeUndefined();
});

test('the table exists at once, with the name in the template', async () => {
  const { TableNames } = await visit('named', false, (client) => client.send(new ListTablesCommand({})));

  expect(TableNames).toEqual(['catalog']);
});

test('a table with changed keys requires a fresh start', async () => {
  await visit('changed', false, put);
  const other = read({ KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] });

  await expect(visit('changed', false, get, other)).rejects.toThrow(
    /the existing table catalog has other keys or indexes than the template\. Start once with --fresh/,
  );
});

test.each([
  [
    'streams',
    { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
    /the property StreamSpecification is not emulated/,
  ],
  ['provisioned capacity', { BillingMode: 'PROVISIONED' }, /only PAY_PER_REQUEST is emulated/],
  ['a broken key', { KeySchema: [{ AttributeName: 'pk', KeyType: 'MAIN' }] }, /expected one of HASH, RANGE/],
])('%s: an error', (_, changes, message) => {
  expect(() => read(changes)).toThrow(message);
});
