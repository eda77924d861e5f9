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

/** One attempt more than for reads: a lost write can lose a user's answer. */
const POLICY = { attempts: 3 };
/**
 * Marks the last update with an expectation. An update whose response was lost is sent again, and then fails because of its own
 * first effect; the mark identifies that case. Readers never see this attribute.
 */
const MARK = 'lastWrite';

type Call = TableCall<ReadOperation | WriteOperation>;

/**
 * Opens the state table. Connects at first use.
 *
 * @param location the table
 * @param environment supplies what the location leaves out; default: the process environment
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
    throw new ConditionFailed('the item does not match the expectation of the update: read it and decide again');
  }
}

/** Returns the item if its mark shows that an earlier attempt succeeded. @throws the failure when the item cannot be read */
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
