/** `spillway keys`: creates, lists and changes the API keys of a deployment. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../help.ts';
import { type TableOptions, withTableOptions } from '../table.ts';
import {
  type AdoptKeysOptions,
  adoptKeysCommand,
  type CreateKeyOptions,
  createKeyCommand,
  type ListKeysOptions,
  listKeysCommand,
  type RotateKeyOptions,
  revokeKeysCommand,
  rotateKeyCommand,
  showKeyCommand,
} from './commands.ts';

/** An id as an example has it. */
const ID = '7Hq2vB0xYkTm';
const DEPLOYED = '--table spillway-prod-catalog --region eu-central-1';
const EXPIRES = 'a duration (90d), a date (2027-01-31) or a time in UTC (2027-01-31T18:00:00Z)';

/** Adds the commands to the program. */
export function addKeyCommands(program: Command, context: CliContext): void {
  const keys = withExamples(program.command('keys'), [
    'spillway keys create --name nightly --owner team-orders --scope orders:read --local',
    'spillway keys list --local',
    'spillway keys help rotate',
  ]).description('create, list, rotate and revoke the API keys of a deployment');
  addCreateCommand(keys, context);
  addReadingCommands(keys, context);
  addChangingCommands(keys, context);
}

function addCreateCommand(keys: Command, context: CliContext): void {
  withExamples(withJson(withTableOptions(keys.command('create'))), [
    'spillway keys create --name nightly --owner team-orders --local',
    'spillway keys create --name nightly --owner team-orders --server orders --scope orders:read orders:write \\',
    `  --expires 90d --rate 5 --burst 20 --streams 2 ${DEPLOYED}`,
  ])
    .description('create a key, and print it; it is shown only once')
    .requiredOption('--name <text>', 'what the key is for')
    .requiredOption('--owner <text>', 'who answers for the key: a person or a team')
    .option('--server <names...>', 'the servers that the key is valid for (default: all)')
    .option('--scope <scopes...>', 'the scopes that the key has (default: none)')
    .option('--expires <when>', `${EXPIRES} (default: auth.maxKeyDays of the stage)`)
    .option('--rate <number>', 'operations a second, averaged (default: the limits of the stage)')
    .option('--burst <number>', 'operations that may exceed the rate at once')
    .option('--streams <number>', 'calls and subscriptions in progress at once')
    .action((options: CreateKeyOptions) => createKeyCommand(options, context));
}

function addReadingCommands(keys: Command, context: CliContext): void {
  withExamples(withJson(withTableOptions(keys.command('list'))), [
    'spillway keys list --local',
    `spillway keys list --limit 1000 --json ${DEPLOYED}`,
  ])
    .description('list the keys, in the order of their ids')
    .option('--limit <number>', 'maximum number of keys to print', '100')
    .option('--after <id>', 'continue after this key')
    .action((options: ListKeysOptions) => listKeysCommand(options, context));
  withExamples(withJson(withTableOptions(keys.command('show <id>'))), [
    `spillway keys show ${ID} --local`,
    `spillway keys show ${ID} --json ${DEPLOYED}`,
  ])
    .description('show a key, without its secret')
    .action((id: string, options: TableOptions) => showKeyCommand(id, options, context));
}

function addChangingCommands(keys: Command, context: CliContext): void {
  withExamples(withJson(withTableOptions(keys.command('rotate <id>'))), [
    `spillway keys rotate ${ID} --local`,
    `spillway keys rotate ${ID} --overlap 7d --expires 90d ${DEPLOYED}`,
  ])
    .description('give a key a new secret, and print it; the former one stays valid for a while')
    .option('--overlap <duration>', 'how long the former secret stays valid, at most 30d; 0 ends it now', '24h')
    .option('--expires <when>', `${EXPIRES} (default: as before)`)
    .action((id: string, options: RotateKeyOptions) => rotateKeyCommand(id, options, context));
  withExamples(withJson(withTableOptions(keys.command('revoke <ids...>'))), [
    `spillway keys revoke ${ID} --local`,
    `spillway keys revoke ${ID} ${DEPLOYED}`,
  ])
    .description('end keys for good')
    .action((ids: readonly string[], options: TableOptions) => revokeKeysCommand(ids, options, context));
  withExamples(withTableOptions(keys.command('adopt [ids...]')), [
    `spillway keys adopt ${ID} ${DEPLOYED}`,
    `spillway keys adopt --all --yes ${DEPLOYED}`,
  ])
    .description('make keys valid again in a table that was restored from a backup')
    .option('--all', 'adopt every key that is not revoked')
    .option('--yes', 'do not ask')
    .action((ids: readonly string[], options: AdoptKeysOptions) => adoptKeysCommand(ids, options, context));
}

function withJson(command: Command): Command {
  return command.option('--json', 'print JSON');
}
