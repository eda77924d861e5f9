/** `spillway doctor`: checks an account before a deployment, and a running stage after it. */
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../help.ts';
import { AFTER_GROUPS } from './after/index.ts';
import { BEFORE_CHECKS } from './before/index.ts';
import type { Check } from './check.ts';
import { type DoctorOptions, doctorCommand } from './command.ts';

/** What a page or a report needs to know of a check. */
type CheckName = Pick<Check<never>, 'id' | 'title'>;

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Every check, in the order of the reports. `docs/first-deploy.md` names each of them. */
export const ALL_CHECKS: readonly CheckName[] = [
  ...new Map(
    [...BEFORE_CHECKS, ...AFTER_GROUPS.flatMap(({ checks }) => checks)].map(({ id, title }) => [id, { id, title }]),
  ).values(),
];

/** Adds the command to the program. */
export function addDoctorCommand(program: Command, context: CliContext): void {
  withExamples(program.command('doctor'), [
    'spillway doctor --local',
    'spillway doctor --stage prod --before',
    'spillway doctor --stage prod --json',
  ])
    .description('check the account of a stage before a deployment, or the running stage after it')
    .option('--stage <name>', 'the stage, from config/NAME.yaml')
    .option('--local', 'measure the local stack that is running here')
    .option('--before', 'check what a deployment needs, and change nothing')
    .option('--my-address <address>', 'the address that you connect from, to compare it with edge.allowedCidrs')
    .option('--json', 'print one JSON document')
    .action((options: DoctorOptions) => doctorCommand(options, context, ROOT));
}
