import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareDynamodb } from '../../../../lambda/targets/dynamodb/dynamodb-tool.ts';
import type { CallContext, TargetEnvironment, TargetTool } from '../../../../lambda/targets/types.ts';
import { type StartedTable, startDynalite } from '../../../support/dynalite.ts';
import { hasJava, startDynamoDbLocal } from '../../../support/dynamodb-local.ts';
import { LOCAL_CREDENTIALS, REGION } from '../../../support/table-definition.ts';
import { callContext, environment, partsOf, resultOf, toolOf } from '../support.ts';
import { startProxy, type TableProxy } from './proxy.ts';

const java = hasJava();

/** What plays the table; Amazon's own only where there is Java. */
export const players = [
  { name: 'dynalite', run: true, start: startDynalite },
  { name: `DynamoDB Local${java ? '' : ' (skipped: no Java on this machine)'}`, run: java, start: startDynamoDbLocal },
];

/** Cities of one country, `c00` to `c24`, with a value of every kind of attribute. */
export const CITIES = 25;

/** A table of cities with a proxy before it, and a stage that lists it as `cities` (writable) and `archive` (not). */
export interface Cities {
  readonly proxy: TableProxy;
  readonly environment: TargetEnvironment;
  prepare(target: JsonObject, rest?: Partial<TargetTool>): ReturnType<typeof prepareDynamodb>;
  /** The first text of the result. */
  text(target: JsonObject, args?: JsonObject, context?: CallContext): Promise<string>;
  /** The first text of the result, parsed. */
  json(target: JsonObject, args?: JsonObject, context?: CallContext): Promise<unknown>;
  /** The message of the error that the call ends with, and the rows that were sent before. */
  failure(target: JsonObject, args?: JsonObject, context?: CallContext): Promise<{ message: string; rows: number }>;
  close(): Promise<void>;
}

export const cityName = (index: number): string => `c${String(index).padStart(2, '0')}`;

function city(index: number): Record<string, AttributeValue> {
  return {
    country: { S: 'NL' },
    name: { S: cityName(index) },
    population: { N: String(index * 1000) },
    area: { N: `${index}.25` },
    region: { S: index % 2 === 0 ? 'even' : 'odd' },
  };
}

/** Every kind of attribute. */
const EVERYTHING: Record<string, AttributeValue> = {
  country: { S: 'XX' },
  name: { S: 'everything' },
  safe: { N: '9007199254740991' },
  beyond: { N: '9007199254740993' },
  long: { N: '3.14159265358979323846264338327950288' },
  strings: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2.5'] },
  binary: { B: Buffer.from('hello') },
  binaries: { BS: [Buffer.from([0, 255])] },
  nothing: { NULL: true },
  yes: { BOOL: true },
  nested: { M: { list: { L: [{ N: '1' }, { M: { deep: { S: '' } } }] } } },
};

/** Starts a table with its cities. */
export async function startCities(start: () => Promise<StartedTable> = startDynalite): Promise<Cities> {
  const started = await start();
  const client = new DynamoDBClient({ endpoint: started.endpoint, region: REGION, credentials: LOCAL_CREDENTIALS });
  await createTable(client);
  const items = [...Array.from({ length: CITIES }, (_, index) => city(index)), EVERYTHING];
  for (let from = 0; from < items.length; from += 25) {
    const RequestItems = { towns: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await client.send(new BatchWriteItemCommand({ RequestItems }));
  }
  client.destroy();
  const proxy = await startProxy(started.endpoint);
  const cities = citiesBehind(proxy);
  const close = async () => {
    await cities.close();
    await started.stop();
  };
  return { ...cities, close };
}

/** Tools on a table that only the proxy knows. */
export function citiesBehind(proxy: TableProxy): Cities {
  useEndpoint(proxy.origin);
  const tables = { cities: { table: 'towns', writable: true }, archive: { table: 'towns', writable: false } };
  const stage = environment({ aws: { ...environment().aws, tables } });
  const prepare: Cities['prepare'] = (target, rest) =>
    prepareDynamodb(toolOf({ type: 'dynamodb', table: 'cities', ...target }, rest), stage);
  const text: Cities['text'] = async (target, args = {}, context = callContext()) => {
    const { content } = await resultOf(prepare(target), args, context);
    return content[0]?.type === 'text' ? content[0].text : '';
  };
  return {
    proxy,
    environment: stage,
    prepare,
    text,
    json: async (...call) => JSON.parse(await text(...call)),
    async failure(target, args = {}, context = callContext()) {
      let rows = 0;
      try {
        for await (const part of partsOf(prepare(target)(args, context))) {
          if (part.type === 'partial') rows += part.rows ?? 0;
        }
      } catch (error) {
        return { message: String(error), rows };
      }
      return { message: 'no failure', rows };
    },
    close: () => proxy.close(),
  };
}

/** The AWS SDK reads where it calls, and as whom, from the environment, as it does in a function. */
export function useEndpoint(endpoint: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
  });
}

async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: 'towns',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'country', AttributeType: 'S' },
        { AttributeName: 'name', AttributeType: 'S' },
        { AttributeName: 'population', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'country', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byPopulation',
          KeySchema: [
            { AttributeName: 'country', KeyType: 'HASH' },
            { AttributeName: 'population', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 1 }, { TableName: 'towns' });
}
