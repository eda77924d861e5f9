import { prepareAws } from '../../../../lambda/targets/aws/index.ts';
import { type StartedTable, startDynalite } from '../../../support/dynalite.ts';
import { type FakeAws, startAws } from '../http/aws.ts';
import { callContext, resultOf, toolOf } from '../support.ts';
import { stage, stored } from './support.ts';

let table: StartedTable;
let sts: FakeAws;
beforeAll(async () => {
  [table, sts] = [await startDynalite('orders'), await startAws()];
});
afterAll(() => Promise.all([table.stop(), sts.close()]));

/** Calls an action of a service that speaks JSON 1.0 and checks what it gets. */
async function act(action: string, parameters: object, more: object = {}) {
  const base = { type: 'aws', service: 'dynamodb', role: 'reader', region: table.region, url: table.endpoint };
  const tool = await stored(toolOf({ ...base, action, parameters: { TableName: 'orders', ...parameters }, ...more }));
  const context = callContext({ secretHosts: () => [new URL(table.endpoint).host] });
  const { content, isError = false } = await resultOf(prepareAws(tool, stage()), {}, context);
  return { isError, texts: content.map((block) => (block.type === 'text' ? block.text : block.type)) };
}

const row = (index: number) => ({ pk: { S: 'a' }, sk: { S: `r${index}` }, n: { N: String(index) } });

test('items are written and read by pages at a real service of JSON 1.0', async () => {
  for (let index = 0; index < 5; index += 1) await act('PutItem', { Item: row(index) });

  const query = {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'a' } },
    Limit: 2,
  };
  const { texts } = await act('Query', query, { pagination: true, row: '{% $row.n.N %}' });

  expect(texts).toEqual(['["0","1","2","3","4"]']);
});

test('what the service refuses is an error in its own words', async () => {
  const refused = await act('GetItem', { Key: { pk: { S: 'a' } } });
  const missing = act('DescribeTable', { TableName: 'missing' });

  expect(refused).toMatchObject({ isError: true });
  expect(refused.texts[0]).toMatch(
    /^AWS dynamodb:GetItem returned 400 Bad Request: .*schema.*\(ValidationException\)$/,
  );
  await expect(missing).rejects.toThrow(
    'AWS dynamodb:DescribeTable returned 400 Bad Request: Requested resource not found',
  );
});
