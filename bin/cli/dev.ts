import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { withExamples } from './help.ts';

/** Options of `dev`, as the user wrote them: `npm start` has the same, and checks them. */
interface DevCommandOptions {
  readonly port?: string;
  readonly stage?: string;
  readonly auth?: boolean;
  readonly fresh?: boolean;
  readonly json?: boolean;
  readonly state?: string;
}

/** Adds `spillway dev`. */
export function addDevCommand(program: Command, context: CliContext): void {
  withExamples(program.command('dev <directories...>'), [
    'spillway dev my-tools',
    'spillway dev my-tools --port 8080 --fresh',
  ])
    .description('run the local stack with the documents of directories, and publish them again as they are saved')
    .option('--port <n>', 'port of the load balancer on loopback; 0 takes a free one (default: 8787)')
    .option('--stage <name>', 'stage to synthesize, from config/NAME.yaml (default: dev)')
    .option('--auth', 'require credentials: print a key, and start an authorization server')
    .option('--fresh', 'start with empty tables and new generated secrets')
    .option('--json', 'print one line of JSON when ready, instead of text')
    .option('--state <dir>', 'directory of tables, secrets and templates (default: .spillway)')
    .action((directories: readonly string[], options: DevCommandOptions) => devCommand(directories, options, context));
}

/**
 * `spillway dev DIR`: `npm start -- --watch --catalog DIR`.
 *
 * @throws CommandFailed for a problem that the user can correct
 * @throws UsageError
 */
async function devCommand(
  directories: readonly string[],
  options: DevCommandOptions,
  context: CliContext,
): Promise<void> {
  // No other command needs it, and it takes long to load.
  const local = await import('../../local/index.ts');
  const { directory, userDirectory = directory, stopped = () => new AbortController().signal } = context;
  const paths = directories.map((each) => resolve(userDirectory, each));
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`${missing}: the directory does not exist`);
  const catalog = paths.flatMap((path) => ['--catalog', path]);
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  );
  try {
    const { help: _, ...commandLine } = local.readCommandLine(['--watch', ...catalog, ...words]);
    const { stdout, stderr } = context;
    await local.runLocalStack(commandLine, { stdout, stderr, stopped: stopped() });
  } catch (error) {
    if (error instanceof local.UsageError) throw new UsageError(error.message);
    throw error instanceof local.LocalStackError ? new CommandFailed(error.message) : error;
  }
}
