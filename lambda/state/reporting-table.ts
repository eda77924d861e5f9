import { AwsCallFailed } from '../aws/index.ts';
import { type StateTable, StateUnavailable } from './types.ts';

/** DynamoDB refused what we sent, for example an item that is too large: our bug, which does not pass with time. */
const OUR_BUG = 'ValidationException';

/** Creates a table whose methods throw StateUnavailable when DynamoDB cannot serve them. */
export function createReportingTable(table: StateTable): StateTable {
  return {
    get: (key) => table.get(key).catch(report),
    query: (range) => table.query(range).catch(report),
    put: (item) => table.put(item).catch(report),
    update: (key, update) => table.update(key, update).catch(report),
  };
}

function report(error: unknown): never {
  if (!(error instanceof AwsCallFailed) || error.code === OUR_BUG) throw error;
  throw new StateUnavailable(`the state table cannot be used: ${error.message}`, { cause: error });
}
