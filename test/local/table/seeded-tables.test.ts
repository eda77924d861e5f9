import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { configOf, startAccount, writeStory } from '../support/account.ts';
import { scratch } from '../support/scratch.ts';

const LOCAL_YAML = `tables:
  - table: cities
    key: { partition: country, sort: { name: rank, type: number } }
    indexes: [{ name: by-name, key: { partition: name } }]
    items: items.ts
`;
const itemsOf = (names: readonly string[]): string => `
  interface City { readonly country: string; readonly rank: number; readonly name: string; readonly rivers?: string[] | undefined }
  const names: string[] = ${JSON.stringify(names)};
  console.log('a line of the module');
  export const items: City[] = names.map((name, index) => ({ country: 'pl', rank: index + 1, name, rivers: index === 0 ? ['Vistula'] : undefined }));`;
const MANY = Array.from({ length: 60 }, (_, index) => `city ${index}`);

const directory = scratch();
afterAll(() => directory.remove());

type Work<T> = (mine: DynamoDBClient, theirs: DynamoDBClient) => Promise<T>;

/** Runs a stack for one visit, with a client of the machine's user and one of a function. */
async function visit<T>(work: Work<T>, { items = itemsOf(MANY), yaml = LOCAL_YAML, fresh = false } = {}): Promise<T> {
  const story = writeStory(directory, yaml);
  directory.write('story/items.ts', items);
  const { stack, reach } = await startAccount(directory, { catalog: [story], fresh });
  const config = configOf(reach, 'DYNAMODB');
  const mine = new DynamoDBClient({ ...config, credentials: stack.credentials });
  const theirs = new DynamoDBClient(config);
  try {
    return await work(mine, theirs);
  } finally {
    mine.destroy();
    theirs.destroy();
    await stack.stop();
  }
}

const key = (rank: number): Record<string, AttributeValue> => ({ country: { S: 'pl' }, rank: { N: String(rank) } });
const nameOf = async (client: DynamoDBClient, rank: number, TableName = 'cities') =>
  (await client.send(new GetItemCommand({ TableName, Key: key(rank) }))).Item?.name?.S;
const rename = (client: DynamoDBClient) =>
  client.send(new PutItemCommand({ TableName: 'cities', Item: { ...key(1), name: { S: 'renamed' } } }));

test('a table is seeded once, keeps its changes, and is seeded again when its source changes or on a fresh start', async () => {
  expect(
    await visit(async (mine) => {
      const { Items = [] } = await mine.send(new ScanCommand({ TableName: 'cities' }));
      await rename(mine);
      return [Items.length, Items.find(({ rank }) => rank?.N === '1')?.rivers];
    }),
  ).toEqual([60, { L: [{ S: 'Vistula' }] }]);
  expect(await visit((mine) => nameOf(mine, 1))).toBe('renamed');
  expect(await visit((mine) => nameOf(mine, 1), { items: itemsOf(['Kraków']) })).toBe('Kraków');
  await visit(rename, { items: itemsOf(['Kraków']) });
  expect(await visit((mine) => nameOf(mine, 1), { items: itemsOf(['Kraków']), fresh: true })).toBe('Kraków');
});

test('a function can read only what its role allows, by name, index and ARN', async () => {
  await visit(async (_, theirs) => {
    const query = (IndexName: string) =>
      theirs.send(
        new QueryCommand({
          TableName: 'cities',
          IndexName,
          KeyConditionExpression: '#n = :n',
          ExpressionAttributeNames: { '#n': 'name' },
          ExpressionAttributeValues: { ':n': { S: 'city 7' } },
        }),
      );

    expect(await nameOf(theirs, 2)).toBe('city 1');
    expect(await nameOf(theirs, 2, 'arn:aws:dynamodb:eu-west-1:444455556666:table/cities')).toBe('city 1');
    expect((await query('by-name')).Items).toHaveLength(1);
    await expect(rename(theirs)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:000000000000:table/cities because no identity-based',
      ),
    });
    await expect(theirs.send(new ScanCommand({ TableName: 'cities' }))).rejects.toThrow('dynamodb:Scan');
    await expect(nameOf(theirs, 1, 'Test-Table-local')).rejects.toThrow('dynamodb:GetItem');
  });
});

test.each([
  ['a module that exports no items', { items: 'export const other = [];' }, /items\.ts: expected `export const items`/],
  ['a module that throws', { items: `throw new Error('broken items');` }, /could not be loaded:[\s\S]*broken items/],
  [
    'an item without its key',
    { items: `export const items = [{ country: 'pl' }];` },
    /table cities: one of the items 0 to 0:/,
  ],
  ['no file', { yaml: LOCAL_YAML.replace('items.ts', 'other.ts') }, /table cities: the file other\.ts does not exist/],
  ['a JSON file', { yaml: LOCAL_YAML.replace('items.ts', 'items.json') }, /expected a TypeScript or JavaScript file/],
  ['an unknown key', { yaml: `${LOCAL_YAML}    more: 1\n` }, /tables\.0: Unrecognized key: "more"/],
  [
    'the name of a table of the templates',
    { yaml: LOCAL_YAML.replace('cities', 'Test-Table-local') },
    /local\.yaml: the templates already declare the table Test-Table-local/,
  ],
])('%s stops the local stack', async (_, changes, message) => {
  await expect(visit(async () => undefined, changes)).rejects.toThrow(message);
});

test('a proxy can be put between functions and tables', async () => {
  const seen: string[] = [];
  const { stack, reach } = await startAccount(directory, {
    tableEndpointForFunctions: (endpoint) => {
      seen.push(endpoint);
      return 'http://127.0.0.1:9';
    },
  });

  expect(seen).toEqual([stack.tableEndpoint]);
  expect(reach.endpoints.DYNAMODB).toBe('http://127.0.0.1:9');
  await stack.stop();
});
