/** `spillway audit`, and the record that every command which changes a table writes. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../help.ts';
import { withTableOptions } from '../table.ts';
import { type AuditOptions, auditCommand } from './command.ts';

/** Adds `spillway audit` to the command line. */
export function addAuditCommand(program: Command, context: CliContext): void {
  withExamples(withTableOptions(program.command('audit')), [
    'spillway audit --local',
    'spillway audit --server orders --since 2026-11-01 --table spillway-prod-catalog --region eu-central-1',
    'spillway audit --actor role/deploy --since 90d --json --table spillway-prod-catalog --region eu-central-1',
  ])
    .description('print who changed the catalogue, keys, policies and the deny list, oldest first')
    .option('--server <name>', 'only changes of this MCP server')
    .option('--since <when>', 'from this time on: 7d ago, a date or a time in UTC', '7d')
    .option('--until <when>', 'before this time (default: now)')
    .option('--actor <text>', 'only changes by actors whose name contains this text')
    .option('--json', 'print one JSON object a line')
    .action((options: AuditOptions) => auditCommand(options, context));
}
