/** The commands that deny callers whose credentials are valid, and admit them again. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../help.ts';
import { type TableOptions, withTableOptions } from '../table.ts';
import {
  type DenyAddOptions,
  type DenyListOptions,
  denyAddCommand,
  denyListCommand,
  denyRemoveCommand,
} from './commands.ts';

/** Adds `spillway deny` to the command line. */
export function addDenyCommands(program: Command, context: CliContext): void {
  const deny = program.command('deny').description('deny callers although their keys or tokens are valid');
  withExamples(withTableOptions(deny.command('add')), [
    'spillway deny add --issuer https://login.example.com --subject 248289761001 --reason "lost laptop" --local',
    'spillway deny add --issuer https://login.example.com --issued-before now --table spillway-prod-catalog',
    'spillway deny add --key k7Qm2Xw9Tb4R --table spillway-prod-catalog --region eu-central-1',
  ])
    .description('deny callers that have everything that the options name, within seconds')
    .option('--issuer <url>', 'the exact `iss` of their tokens')
    .option('--subject <sub>', 'the `sub` of their tokens')
    .option('--client <id>', 'the client that their tokens were issued to')
    .option('--key <id>', 'the id of their API key')
    .option('--issued-before <time>', 'credentials issued before this time, such as 2026-11-26T12:00:00Z, or now')
    .option('--reason <text>', 'why, for people who read the list')
    .action((options: DenyAddOptions) => denyAddCommand(options, context));
  withExamples(withTableOptions(deny.command('list')), ['spillway deny list --local'])
    .description('print the entries, oldest first')
    .option('--json', 'print them as JSON')
    .action((options: DenyListOptions) => denyListCommand(options, context));
  withExamples(withTableOptions(deny.command('remove <ids...>')), ['spillway deny remove 5f0c2a91 --local'])
    .description('admit again whom the entries denied')
    .action((ids: readonly string[], options: TableOptions) => denyRemoveCommand(ids, options, context));
}
