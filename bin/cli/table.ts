import type { Command } from 'commander';
import { type OpenTable, openTable } from '../../lambda/catalog/publish/index.ts';
import { type CliContext, UsageError } from './context.ts';
import { findLocalStack } from './local-stack.ts';

/** Options that name the table. */
export interface TableOptions {
  readonly table?: string;
  readonly region?: string;
  readonly local?: boolean;
}

/** Adds the options that name the table. */
export function withTableOptions(command: Command): Command {
  return command
    .option('--table <name>', "name of the catalogue's table (AWS_ENDPOINT_URL_DYNAMODB is honored)")
    .option('--region <region>', "the table's region (default: the AWS SDK's)")
    .option('--local', 'use the local stack that is running here');
}

/**
 * Opens the table that the options name, and closes it after the work.
 *
 * @param work receives the table and its name
 * @throws UsageError when the options name no table, or two
 * @throws CommandFailed when no local stack is running
 */
export async function withTable<V>(
  options: TableOptions,
  context: CliContext,
  work: (table: OpenTable, name: string) => Promise<V>,
): Promise<V> {
  const location = await locate(options, context);
  const table = openTable(location);
  try {
    return await work(table, location.table);
  } finally {
    table.close();
  }
}

async function locate({ table, region, local }: TableOptions, context: CliContext) {
  if (local && table !== undefined) throw new UsageError('pass either --local or --table NAME, not both');
  if (table !== undefined) return { table, ...(region !== undefined && { region }) };
  if (!local) throw new UsageError('no table given: pass --table NAME, or --local for the local stack');
  const { table: name, region: home, tableEndpoint, credentials } = await findLocalStack(context.directory);
  return { table: name, region: home, endpoint: tableEndpoint, credentials };
}
