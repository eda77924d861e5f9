import { ToolError } from '../../tool-error.ts';
import type { TargetEnvironment } from '../types.ts';

/** What reads, and what writes. */
export const READS = ['GetItem', 'Query'] as const;
export const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'] as const;
export type Operation = (typeof READS)[number] | (typeof WRITES)[number];

/** Whether an operation may change the table. */
export function isWrite(operation: string): boolean {
  return (WRITES as readonly string[]).includes(operation);
}

/**
 * Finds the table that the stage lists under a name.
 *
 * @returns its own name or ARN
 * @throws ToolError when it is not listed, or not for writing
 */
export function tableOf({ aws }: TargetEnvironment, name: string, operation: string): string {
  const access = Object.hasOwn(aws.tables, name) ? aws.tables[name] : undefined;
  if (access === undefined) {
    throw new ToolError(
      `${operation} on table ${name} is not possible: the stage does not open that table to tools. Its operator must ` +
        'list it under `tables` in the stage file; calling again will not help before.',
    );
  }
  if (isWrite(operation) && !access.writable) {
    throw new ToolError(
      `${operation} on table ${name} is not possible: the stage opens that table for reading only. Its operator must ` +
        'set `writable: true` for it under `tables` in the stage file; calling again will not help before.',
    );
  }
  return access.table;
}
