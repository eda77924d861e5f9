import type { Command } from 'commander';
import { type OpenTable, openTable } from '../../lambda/catalog/publish/index.ts';
import type { StageAccess } from '../../lambda/targets/index.ts';
import { type ChangeLog, openChangeLog } from './audit/change-log.ts';
import { type CliContext, UsageError } from './context.ts';
import { findLocalStack, type LocalStack } from './local-stack.ts';

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

/** What commands learn about the table beside its contents. */
export interface TableFacts {
  readonly name: string;
  /** What the stage opens to tools, if the table belongs to a local stack that announces it. */
  readonly stage: StageAccess | undefined;
  /** Addresses of the local stack's services, by server and variable. */
  readonly services?: LocalStack['variables'];
  /** Where the command records what it changes in the table. */
  readonly changes: ChangeLog;
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
  work: (table: OpenTable, facts: TableFacts) => Promise<V>,
): Promise<V> {
  const { stage, services, ...location } = await locate(options, context);
  const table = openTable(location);
  const changes = openChangeLog(location, { isLocal: options.local === true, now: context.now ?? Date.now });
  try {
    return await work(table, { name: location.table, stage, services, changes });
  } finally {
    changes.close();
    table.close();
  }
}

/** The table, and what its stage opens to tools, which only the local stack announces. */
async function locate({ table, region, local }: TableOptions, context: CliContext) {
  if (local && table !== undefined) throw new UsageError('pass either --local or --table NAME, not both');
  if (table !== undefined)
    return { table, stage: undefined, services: undefined, ...(region !== undefined && { region }) };
  if (!local) throw new UsageError('no table given: pass --table NAME, or --local for the local stack');
  const stack = await findLocalStack(context.directory);
  const { table: name, region: home, tableEndpoint, credentials, access: stage, variables: services } = stack;
  return { table: name, region: home, endpoint: tableEndpoint, credentials, stage, services };
}
