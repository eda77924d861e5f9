import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';

/** What the CDK's command line accepts for one of its commands. */
export interface CdkOptions {
  /** Names and short names, such as `--context` and `-c`. */
  readonly names: ReadonlySet<string>;
  /** The only values of options that have some, by name. */
  readonly choices: ReadonlyMap<string, readonly string[]>;
}

const CDK = 'node_modules/aws-cdk/bin/cdk';

/** Runs the CDK that the repository installs, in a process of its own. */
export async function cdk(words: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CDK, ...words, '--no-notices'], {
    cwd: REPOSITORY_ROOT,
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout + stderr;
}

/** Reads the options of a command from its own help. */
export async function optionsOf(command: string): Promise<CdkOptions> {
  const [, options = ''] = (await cdk([command, '--help'])).split('\nOptions:\n');
  const names = new Set<string>();
  const choices = new Map<string, readonly string[]>();
  // Each option begins at the second column; its description follows after two blanks.
  for (const block of options.split(/\n(?= {2}-)/)) {
    const [column = ''] = block.trimStart().split(/ {2,}|\n/);
    const own = column.split(', ');
    for (const name of own) names.add(name);
    const [, listed = ''] = /\[choices: ([^\]]*)\]/.exec(block.replaceAll(/\s+/g, ' ')) ?? [];
    const values = [...listed.matchAll(/"([^"]+)"/g)].map(([, value = '']) => value);
    if (values.length > 0) for (const name of own) choices.set(name, values);
  }
  return { names, choices };
}
