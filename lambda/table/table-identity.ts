import type { Environment } from '../aws/index.ts';
import { openTableCall, type TableLocation } from './dynamodb-call.ts';

/** The part of DynamoDB's description of a table that tells it from every other one. */
export interface TableDescription {
  readonly TableId?: string | undefined;
  readonly TableArn?: string | undefined;
  /** Epoch seconds on the wire, a date in the SDK. */
  readonly CreationDateTime?: number | Date | undefined;
}

/**
 * Identifies one table for as long as it exists. A table that is restored from a backup is another table, even if it has the same
 * name. API: DynamoDB, TableDescription
 *
 * @throws Error when the description has nothing that identifies a table
 */
export function tableIdentity({ TableId, TableArn, CreationDateTime: created }: TableDescription): string {
  if (TableId !== undefined) return TableId;
  // Some look-alikes have no ids.
  const seconds = created instanceof Date ? created.getTime() / 1000 : created;
  if (seconds !== undefined) return `${TableArn ?? ''}@${Math.floor(seconds)}`;
  throw new Error('DescribeTable returned neither TableId nor CreationDateTime: the table cannot be identified');
}

/**
 * Opens a table for reading its identity. Connects at the first call.
 *
 * @param environment supplies what the location leaves out; default: the process environment
 */
export function openTableIdentity(
  location: TableLocation,
  environment: Environment = process.env,
): () => Promise<string> {
  let call: ReturnType<typeof openTableCall<'DescribeTable'>> | undefined;
  return async () => {
    call ??= openTableCall<'DescribeTable'>(location, environment);
    const { Table = {} } = (await call('DescribeTable', { TableName: location.table })) as { Table?: TableDescription };
    return tableIdentity(Table);
  };
}
