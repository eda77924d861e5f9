import { Command, CommanderError } from 'commander';
import { CatalogTooLarge, InvalidDocuments, PublishConflict } from '../../lambda/catalog/publish/index.ts';
import { type ApplyCommandOptions, applyCommand, validateCommand } from './apply.ts';
import { type CallCommandOptions, callCommand } from './call.ts';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { type ImportCommandOptions, importCommand } from './import.ts';
import { listCommand } from './list.ts';
import { type TableOptions, withTableOptions } from './table.ts';

export type { CliContext } from './context.ts';

/**
 * Runs one command of the command line.
 *
 * @param args what follows the program's name
 * @returns the exit code: 0 done, 1 invalid or failed, 2 called wrongly
 */
export async function runCommandLine(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await buildProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCode(error, context);
  }
}

function buildProgram(context: CliContext): Command {
  const program = new Command('spillway')
    .description('Publish MCP tools to a Spillway deployment, and call them.')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => context.stdout(text.trimEnd()),
      writeErr: (text) => context.stderr(text.trimEnd()),
    });
  withFiles(program.command('validate'))
    .description('check documents without publishing them')
    .action((options: { file: string[] }) => validateCommand(options, context));
  withTableOptions(withFiles(program.command('apply')))
    .description('publish documents: per server all of them or none')
    .option('--prune', 'delete what the named servers show and the documents do not name')
    .action((options: ApplyCommandOptions) => applyCommand(options, context));
  withTableOptions(program.command('import <function>'))
    .description("publish the tools of an MCP server that runs as one of the stage's functions")
    .requiredOption('--server <name>', 'the MCP server to publish them under')
    .option('--arn <arn>', 'ARN or name of the function, where it is not the local one')
    .option('--prune', 'delete what the server shows and the function does not have')
    .action((name: string, options: ImportCommandOptions) => importCommand(name, options, context));
  withTableOptions(program.command('list [server]'))
    .description('list the servers, or the tools, prompts and resources of one')
    .action((server: string | undefined, options: TableOptions) => listCommand(server, options, context));
  program
    .command('call <server/tool>')
    .description('call a tool as an agent would')
    .option('--args <json>', 'the arguments, a JSON object', '{}')
    .option('--endpoint <url>', "where the deployment answers: the stack's output Endpoint")
    .option('--local', 'call the local stack that runs here')
    .option('--json', 'print the whole result as JSON')
    .action((target: string, options: CallCommandOptions) => callCommand(target, options, context));
  return program;
}

function withFiles(command: Command): Command {
  return command.requiredOption('-f, --file <paths...>', 'YAML or JSON files, or directories of them');
}

/** Expected errors are told in a line each; the AWS SDK's carry `$metadata`. Anything else is our bug, with its trace. */
function exitCode(error: unknown, context: CliContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // told by commander itself
  if (error instanceof UsageError) {
    context.stderr(`error: ${error.message}`);
    return 2;
  }
  context.stderr(failureText(error));
  return 1;
}

function failureText(error: unknown): string {
  if (error instanceof InvalidDocuments) {
    const { length } = error.faults;
    return `${error.message}\n${length} ${length === 1 ? 'problem' : 'problems'}: nothing was published`;
  }
  const expected = [CommandFailed, PublishConflict, CatalogTooLarge].some((type) => error instanceof type);
  if (expected && error instanceof Error) return `error: ${error.message}`;
  return isAwsError(error) ? awsText(error) : String(error instanceof Error ? error.stack : error);
}

interface AwsError extends Error {
  readonly code?: string;
}

/** Errors of the AWS SDK: the service's answer, no credentials, no way to it. */
function isAwsError(error: unknown): error is AwsError {
  if (!(error instanceof Error)) return false;
  return (
    '$metadata' in error ||
    'code' in error ||
    error.name === 'CredentialsProviderError' ||
    error.message === 'Region is missing'
  );
}

function awsText({ name, message, code }: AwsError): string {
  if (name === 'ResourceNotFoundException') return 'error: there is no such table: check --table and the region';
  return `error: the table cannot be used: ${message || code || name} (${name})`;
}
