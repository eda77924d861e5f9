import type { Environment } from '../aws/index.ts';
import { fromWire, toWire, toWireValue, type WireItem } from './attributes.ts';
import { openTableCall, type ReadOperation, type TableCall, type TableLocation } from './dynamodb-call.ts';
import type { Item, Key, KeyRange, TableReader } from './table.ts';

/**
 * Opens a table for reading. Connects at the first read.
 *
 * @param location the table
 * @param environment supplies what the location leaves out; default: the process environment
 */
export function openTableReader(location: TableLocation, environment: Environment = process.env): TableReader {
  return tableReader(openTableCall<ReadOperation>(location, environment), location.table);
}

/** Creates a reader over any function that calls DynamoDB, for example the SDK's client. */
export function tableReader(call: TableCall<ReadOperation>, table: string): TableReader {
  return {
    async get(key: Key) {
      const input = { TableName: table, Key: toWire(key), ConsistentRead: true };
      const { Item: found } = (await call('GetItem', input)) as { Item?: WireItem };
      return found && fromWire(found);
    },
    query: (range) => queryAll(call, table, range),
  };
}

interface QueryOutput {
  readonly Items?: readonly WireItem[];
  readonly LastEvaluatedKey?: WireItem;
}

async function queryAll(call: TableCall<ReadOperation>, table: string, range: KeyRange): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: WireItem | undefined;
  do {
    const answer = (await call('Query', queryInput(table, range, start))) as QueryOutput;
    for (const item of answer.Items ?? []) items.push(fromWire(item));
    start = answer.LastEvaluatedKey;
  } while (start && (range.limit === undefined || items.length < range.limit));
  return items;
}

function queryInput(table: string, range: KeyRange, start: WireItem | undefined): object {
  const values: WireItem = { ':pk': toWireValue(range.pk) };
  if (range.from !== undefined) values[':from'] = toWireValue(range.from);
  if (range.to !== undefined) values[':to'] = toWireValue(range.to);
  return {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: `pk = :pk${sortCondition(range)}`,
    ExpressionAttributeValues: values,
    ScanIndexForward: !range.descending,
    ...(range.limit !== undefined && { Limit: range.limit }),
    ...(start && { ExclusiveStartKey: start }),
  };
}

/** A key condition may name the sort key only once, hence BETWEEN. */
function sortCondition({ from, to }: KeyRange): string {
  if (from !== undefined && to !== undefined) return ' AND sk BETWEEN :from AND :to';
  if (from !== undefined) return ' AND sk >= :from';
  return to === undefined ? '' : ' AND sk <= :to';
}
