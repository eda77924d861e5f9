import { Command, CommanderError } from 'commander';
import { ChangeNotRecorded } from '../../lambda/audit/changes/index.ts';
import { DenyListConflict, DenyListFull } from '../../lambda/auth/deny-list/manage/index.ts';
import { InvalidKeyRequest, KeyNotChanged } from '../../lambda/auth/keys/manage/index.ts';
import {
  CatalogTooLarge,
  InvalidDocuments,
  ItemMissing,
  PublishConflict,
  TableThrottled,
} from '../../lambda/catalog/publish/index.ts';
import { visibleText } from '../../lambda/text/index.ts';
import { type ApplyCommandOptions, applyCommand, type ValidateCommandOptions, validateCommand } from './apply.ts';
import { addAuditCommand } from './audit/index.ts';
import { addAuthoringCommands } from './authoring/index.ts';
import { addCallCommands } from './calls/index.ts';
import { type CompactCommandOptions, compactCommand } from './compact.ts';
import { type CliContext, CommandFailed, Interrupted, UsageError } from './context.ts';
import { type DeleteCommandOptions, deleteCommand } from './delete.ts';
import { addDenyCommands } from './deny/index.ts';
import { addDevCommand } from './dev.ts';
import { addDoctorCommand } from './doctor/index.ts';
import { withExamples } from './help.ts';
import { type ImportCommandOptions, importCommand } from './import.ts';
import { addKeyCommands } from './keys/index.ts';
import { listCommand } from './list.ts';
import { addLoginCommands } from './login/index.ts';
import { OAuthFailed } from './oauth/index.ts';
import { type TableOptions, withTableOptions } from './table.ts';
import { withVariableOptions } from './variables.ts';
import { packageVersion } from './version.ts';

export { type CliContext, Interrupted } from './context.ts';
export { openBrowser } from './login/index.ts';

/**
 * Runs one command of the command line.
 *
 * @param args the words after the program's name
 * @returns the exit code: 0 success, 1 failure, 2 usage error, 130 interrupted
 */
export async function runCommandLine(args: readonly string[], given: CliContext): Promise<number> {
  const context = withVisibleOutput(given);
  try {
    await buildProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    context.drawOver?.(''); // a bar of progress, if there is one
    return exitCode(error, context);
  }
}

/** Documents, servers and tools may send what steers a terminal: print it as escapes, which are valid in JSON, too. */
function withVisibleOutput(context: CliContext): CliContext {
  const { drawOver, ask } = context;
  return {
    ...context,
    stdout: (text) => context.stdout(visibleText(text)),
    stderr: (text) => context.stderr(visibleText(text)),
    // A second line could not be erased.
    drawOver: drawOver && ((text) => drawOver(visibleText(text.replaceAll(/\s+/g, ' ')))),
    ask: ask && ((question) => ask(visibleText(question))),
  };
}

function buildProgram(context: CliContext): Command {
  const program = new Command('spillway')
    .description('Publish MCP tools to a Spillway deployment, and call them.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => context.stdout(text.trimEnd()),
      writeErr: (text) => context.stderr(text.trimEnd()),
    });
  withExamples(program, [
    'spillway validate -f orders.yaml',
    'spillway apply -f orders.yaml --local',
    `spillway call orders/find_order --args '{"id": 7}' --local`,
    'spillway help apply',
  ]);
  addDevCommand(program, context);
  addAuthoringCommands(program, context);
  addPublishingCommands(program, context);
  addRemovingCommands(program, context);
  addKeyCommands(program, context);
  addAuditCommand(program, context);
  addDenyCommands(program, context);
  addListCommand(program, context);
  addCallCommands(program, context);
  addLoginCommands(program, context);
  addDoctorCommand(program, context);
  return program;
}

function addPublishingCommands(program: Command, context: CliContext): void {
  withExamples(withVariableOptions(withFiles(program.command('validate'))), [
    'spillway validate -f orders.yaml',
    'spillway validate -f tools/ prompts.yaml --strict',
  ])
    .description('check documents without publishing them')
    .action((options: ValidateCommandOptions) => validateCommand(options, context));
  withExamples(withVariableOptions(withTableOptions(withFiles(program.command('apply')))), [
    'spillway apply -f orders.yaml --local',
    'spillway apply -f github.yaml --var github.host=github.example.com --local',
    'spillway apply -f tools/ --prune --table spillway-prod-catalog --region eu-central-1',
  ])
    .description('publish documents: for each server, either all of them or none')
    .option(
      '--prune',
      "also delete these servers' published documents that the files do not contain; policies only if the files contain any",
    )
    .action((options: ApplyCommandOptions) => applyCommand(options, context));
  withExamples(withTableOptions(program.command('import <function>')), [
    'spillway import shop --server market --local',
    'spillway import shop --server market --table spillway-prod-catalog --region eu-central-1 \\',
    '  --arn arn:aws:lambda:eu-central-1:111122223333:function:shop:live',
  ])
    .description("publish the tools of an MCP server that runs as one of the stage's functions")
    .requiredOption('--server <name>', 'the MCP server to publish them under')
    .option('--arn <arn>', "ARN or name of the deployed function (default: the function's name)")
    .option('--prune', "also delete the server's published documents that the function does not have")
    .action((name: string, options: ImportCommandOptions) => importCommand(name, options, context));
}

function addRemovingCommands(program: Command, context: CliContext): void {
  withExamples(withTableOptions(program.command('delete <server>')), [
    'spillway delete orders --local',
    'spillway delete orders --policy small-refunds --local',
    'spillway delete orders --yes --table spillway-prod-catalog --region eu-central-1',
  ])
    .description('delete a server with all its tools, prompts, resources and policies')
    .option('--policy <names...>', 'delete these policies, and nothing else')
    .option('--yes', 'do not ask')
    .action((server: string, options: DeleteCommandOptions) => deleteCommand(server, options, context));
  withExamples(withTableOptions(program.command('compact')), [
    'spillway compact --local',
    'spillway compact --keep 5 --table spillway-prod-catalog --region eu-central-1',
  ])
    .description('remove old versions, deleted servers and leftovers of failed publishes from the table')
    .option('--keep <number>', 'how many of the newest versions to keep (default: catalog.keepVersions of the stage)')
    .action((options: CompactCommandOptions) => compactCommand(options, context));
}

function addListCommand(program: Command, context: CliContext): void {
  withExamples(withTableOptions(program.command('list [server]')), [
    'spillway list --local',
    'spillway list orders --table spillway-prod-catalog --region eu-central-1',
  ])
    .description('list the servers, or the tools, prompts, resources and policies of one server')
    .action((server: string | undefined, options: TableOptions) => listCommand(server, options, context));
}

function withFiles(command: Command): Command {
  return command
    .requiredOption('-f, --file <paths...>', 'YAML or JSON files, or directories of them')
    .option('--strict', 'treat warnings as errors');
}

/** 128 and the number of SIGINT, as shells report it. */
const INTERRUPTED = 130;

/** Prints each expected error in one line; the AWS SDK's carry `$metadata`. Anything else is our bug: print its stack trace. */
function exitCode(error: unknown, context: CliContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed it
  if (error instanceof Interrupted) return INTERRUPTED;
  if (error instanceof UsageError || error instanceof InvalidKeyRequest) {
    context.stderr(`error: ${error.message}`);
    return 2;
  }
  context.stderr(failureText(error));
  return 1;
}

/** Failures whose message is all that a person needs. */
const EXPECTED = [
  CommandFailed,
  PublishConflict,
  CatalogTooLarge,
  ItemMissing,
  TableThrottled,
  DenyListConflict,
  DenyListFull,
  KeyNotChanged,
  OAuthFailed,
  ChangeNotRecorded,
];

function failureText(error: unknown): string {
  if (error instanceof InvalidDocuments) {
    const { length } = error.faults;
    return `${error.message}\n${length} ${length === 1 ? 'problem' : 'problems'}: nothing was published`;
  }
  if (EXPECTED.some((type) => error instanceof type) && error instanceof Error) return `error: ${error.message}`;
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
  if (name === 'ResourceNotFoundException') return 'error: the table does not exist: check --table and the region';
  return `error: cannot use the table: ${message || code || name} (${name})`;
}
