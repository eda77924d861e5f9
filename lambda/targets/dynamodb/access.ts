import { ToolError } from '../../tool-error.ts';
import type { TargetEnvironment } from '../types.ts';

export const READS = ['GetItem', 'Query'] as const;
export const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'] as const;
export type Operation = (typeof READS)[number] | (typeof WRITES)[number];

export function isWrite(operation: string): boolean {
  return (WRITES as readonly string[]).includes(operation);
}

/**
 * Returns the table that the stage lists under a name.
 *
 * @returns the table's name or ARN
 * @throws ToolError for a table that is not listed, and for a write to a read-only table
 */
export function tableOf({ aws }: TargetEnvironment, name: string, operation: string): string {
  const access = Object.hasOwn(aws.tables, name) ? aws.tables[name] : undefined;
  if (access === undefined) {
    throw new ToolError(
      `${operation} on table ${name} is not possible: the stage does not open that table to tools. Retrying will not help ` +
        'until an operator lists it under `tables` in the stage file.',
    );
  }
  if (isWrite(operation) && !access.writable) {
    throw new ToolError(
      `${operation} on table ${name} is not possible: the stage opens that table for reading only. Retrying will not help ` +
        'until an operator sets `writable: true` for it under `tables` in the stage file.',
    );
  }
  return access.table;
}
