import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a run of the command line left behind. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SPILLWAY = fileURLToPath(new URL('../../../bin/spillway.cjs', import.meta.url));

/**
 * Runs `spillway` in a process of its own.
 *
 * @param directory where it is started; `--local` looks for a stack from there
 */
export function spillway(words: readonly string[], directory: string): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SPILLWAY, ...words], { cwd: directory }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : Number(error !== null), stdout, stderr });
    });
  });
}
