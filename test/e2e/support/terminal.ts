import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandResult } from './command-line.ts';

const SPILLWAY = fileURLToPath(new URL('../../../bin/spillway.cjs', import.meta.url));
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** What a user types. */
export const KEYS = { CTRL_C, CTRL_D };

/** What a user does when a text appears: type this. */
export type Reaction = readonly [appears: string, typed: string];

/** Whether this machine has util-linux's `script`, which makes pseudo-terminals. */
export const HAS_TERMINALS = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

/**
 * Runs `spillway` on a pseudo-terminal.
 *
 * @param directory where it is started; `--local` looks for a stack from there
 * @param reactions one after the other
 * @returns the exit code, and everything that the terminal showed
 */
export function onTerminal(
  words: readonly string[],
  directory: string,
  reactions: readonly Reaction[] = [],
): Promise<Pick<CommandResult, 'code'> & { readonly shown: string }> {
  const command = [process.execPath, SPILLWAY, ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: directory,
    env: { ...process.env, SHELL: '/bin/sh' },
  });
  const waiting = [...reactions];
  let shown = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk;
    const [next] = waiting;
    const place = next === undefined ? -1 : shown.indexOf(next[0], seen);
    if (next === undefined || place < 0) return;
    waiting.shift();
    seen = place + next[0].length;
    child.stdin.write(next[1]);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? -1, shown: shown.replaceAll('\r\n', '\n') }));
  });
}
