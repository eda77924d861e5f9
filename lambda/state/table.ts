import { randomUUID } from 'node:crypto';
import { AwsCallFailed, type Environment } from '../aws/index.ts';
import {
  ConditionFailed,
  fromWire,
  type Item,
  type Key,
  openTableCall,
  type ReadOperation,
  type TableCall,
  type TableLocation,
  tableReader,
  toWire,
  type Update,
  updateExpression,
  type WireItem,
  type WriteOperation,
} from '../table/index.ts';
import type { StateTable } from './types.ts';

/** A write that fails may have kept a person waiting for nothing: it is worth one attempt more than a read. */
const POLICY = { attempts: 3 };
/**
 * Attribute by which an update with an expectation knows its own work again. An update whose answer got lost is sent once more,
 * and then fails on what it did itself; the mark tells. Nobody else sees it.
 */
const MARK = 'lastWrite';

type Call = TableCall<ReadOperation | WriteOperation>;

/**
 * Opens the state table. Makes no connection until it is used.
 *
 * @param location which table
 * @param environment what the location does not say; default: the process's
 */
export function openStateTable(location: TableLocation, environment: Environment = process.env): StateTable {
  const call: Call = openTableCall(location, environment, POLICY);
  const { table } = location;
  const reader = tableReader(call, table);
  return {
    get: async (key) => unmarked(await reader.get(key)),
    query: async (range) => (await reader.query(range)).map(unmarked),
    put: async (item) => {
      await call('PutItem', { TableName: table, Item: toWire(item) });
    },
    update: async (key, update) => unmarked(await updateItem(call, table, key, update)),
  };
}

async function updateItem(call: Call, table: string, key: Key, update: Update): Promise<Item> {
  const mark = randomUUID();
  const expects = Object.keys(update.expect ?? {}).length > 0;
  const written = expects ? { ...update, set: { ...update.set, [MARK]: mark } } : update;
  const input = { TableName: table, Key: toWire(key), ReturnValues: 'ALL_NEW', ...updateExpression(written) };
  try {
    const { Attributes = {} } = (await call('UpdateItem', input, update.add === undefined)) as {
      Attributes?: WireItem;
    };
    return fromWire(Attributes);
  } catch (error) {
    if (!(error instanceof AwsCallFailed) || error.code !== 'ConditionalCheckFailedException') throw error;
    const own = error.mayHaveHappened && (await ownWork(call, table, key, mark, error));
    if (own) return own;
    throw new ConditionFailed('the item does not hold what the update expects: read it and decide again');
  }
}

/** The item, where the mark says that an earlier attempt made it what it is. @throws the failure, when nobody can tell */
async function ownWork(call: Call, table: string, key: Key, mark: string, failure: AwsCallFailed) {
  const item = await tableReader(call, table)
    .get(key)
    .catch(() => Promise.reject(failure));
  return item?.[MARK] === mark ? item : undefined;
}

function unmarked<T extends Item | undefined>(item: T): T {
  if (item?.[MARK] === undefined) return item;
  const { [MARK]: _mark, ...rest } = item;
  return rest as T;
}
