import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { removeExpired } from '../../../local/table/expire.ts';
import { LocalTables, readTables, readTimesToLive } from '../../../local/table/index.ts';
import { scratch } from '../support/scratch.ts';
import { resolverOf } from '../support/templates.ts';

const NOW = 1_800_000_000;
const directory = scratch();
let tables: LocalTables;
let client: DynamoDBClient;

function resolver(TimeToLiveSpecification?: object) {
  const Properties = {
    TableName: 'state',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    ...(TimeToLiveSpecification && { TimeToLiveSpecification }),
  };
  return resolverOf({ Test: { Resources: { State: { Type: 'AWS::DynamoDB::GlobalTable', Properties } } } });
}

beforeAll(async () => {
  tables = await LocalTables.open(directory.inside('table'), true);
  await tables.ensure(readTables(resolver({ AttributeName: 'expires', Enabled: true })), 'eu-west-1');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: tables.endpoint, region: 'eu-west-1', credentials });
});

afterAll(async () => {
  client.destroy();
  await tables.close();
  directory.remove();
});

test('deletes expired items only', async () => {
  const items = {
    over: { N: String(NOW - 1) },
    now: { N: String(NOW) },
    'to-come': { N: String(NOW + 60) },
    'no-number': { S: String(NOW - 1) },
    'milliseconds-long-ago': { N: '1000' },
  };
  for (const [sk, expires] of Object.entries(items)) {
    await client.send(new PutItemCommand({ TableName: 'state', Item: { pk: { S: 'a' }, sk: { S: sk }, expires } }));
  }
  await client.send(new PutItemCommand({ TableName: 'state', Item: { pk: { S: 'a' }, sk: { S: 'for-ever' } } }));

  await removeExpired(client, 'state', 'expires', NOW * 1000);

  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'state' }));
  const left = ['for-ever', 'milliseconds-long-ago', 'no-number', 'now', 'to-come'];
  expect(Items.map(({ sk }) => sk?.S).sort()).toEqual(left);
});

test('reads the time-to-live attribute from the template', () => {
  expect([...readTimesToLive(resolver({ AttributeName: 'expires', Enabled: true }))]).toEqual([['state', 'expires']]);
  expect([...readTimesToLive(resolver({ AttributeName: 'expires', Enabled: false }))]).toEqual([]);
  expect([...readTimesToLive(resolver())]).toEqual([]);
  expect(() => readTimesToLive(resolver({ Attribute: 'expires' }))).toThrow(/the property Attribute is not emulated/);
});
