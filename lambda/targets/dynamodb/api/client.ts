import { openTableCall } from '../../../table/index.ts';
import type { WireItem } from '../attributes.ts';

/** Operations that targets use. */
export type TableOperation = 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** A response has the members that its operation fills. */
export interface TableResponse {
  readonly Item?: WireItem;
  readonly Attributes?: WireItem;
  readonly Items?: readonly WireItem[];
  readonly LastEvaluatedKey?: WireItem;
}

/** Calls DynamoDB. @throws AwsCallFailed */
export type TableApi = (operation: TableOperation, input: object, signal: AbortSignal) => Promise<TableResponse>;

/** Limits of one request: DynamoDB responds in a fraction of that time, or the connection is dead. */
const ATTEMPT_MS = 5_000;
/** Connections of concurrent calls, such as those of a batch. */
const SOCKETS = 50;

/**
 * Opens DynamoDB's API, as the catalogue does: the AWS SDK took three quarters of the processor time of a page. Region, endpoint and
 * credentials come from the environment. docs/decisions/0047-code-loads-on-first-use.md
 *
 * @param attempts how often a request is sent at most, the first time included
 */
export function openTableApi(attempts: number): TableApi {
  const call = openTableCall<TableOperation>({}, process.env, { attempts, attemptMs: ATTEMPT_MS, sockets: SOCKETS });
  return async (operation, input, signal) => (await call(operation, input, attempts > 1, signal)) as TableResponse;
}
