import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareDynamodb } from '../../../../lambda/targets/dynamodb/dynamodb-tool.ts';
import type { CallContext, TargetEnvironment, TargetTool } from '../../../../lambda/targets/types.ts';
import { type StartedTable, startDynalite } from '../../../support/dynalite.ts';
import { createTable, LOCAL_CREDENTIALS, REGION, type TableDefinition } from '../../../support/table-definition.ts';
import { tableKinds } from '../../../support/table-kinds.ts';
import { callContext, environment, partsOf, resultOf, toolOf } from '../support.ts';
import { startProxy, type TableProxy } from './proxy.ts';

const TOWNS: TableDefinition = {
  hash: 'country',
  range: 'name',
  numbers: ['population'],
  indexes: { byPopulation: 'population' },
};

/** The look-alikes that these tests run against. */
export const kinds = tableKinds({ started: openCities });

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

/** Starts dynalite with a table of cities. */
export async function startCities(): Promise<Cities> {
  const started = await startDynalite();
  const cities = await openCities(started);
  const close = async () => {
    await cities.close();
    await started.stop();
  };
  return { ...cities, close };
}

async function openCities(started: StartedTable): Promise<Cities> {
  await createTable({ ...started, table: 'towns' }, TOWNS);
  const client = new DynamoDBClient({ endpoint: started.endpoint, region: REGION, credentials: LOCAL_CREDENTIALS });
  const items = [...Array.from({ length: CITIES }, (_, index) => city(index)), EVERYTHING];
  for (let from = 0; from < items.length; from += 25) {
    const RequestItems = { towns: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await client.send(new BatchWriteItemCommand({ RequestItems }));
  }
  client.destroy();
  return citiesBehind(await startProxy(started.endpoint));
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
