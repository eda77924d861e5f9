import './node-version.cjs';
import { targetTypes } from '../lambda/targets/publish.ts';
import { openBrowser, runCommandLine } from './cli/index.ts';
import { catchStopSignals } from './stop-signals.ts';
import { askOn, createInterruption, cutToColumns } from './terminal.ts';
import { userDirectory } from './user-directory.ts';

const { stdin, stdout, stderr } = process;
const interruption = createInterruption(process);
const terminal = { input: stdin, output: stderr, interrupted: interruption.signal };

// The reader of a pipe has enough, as in `spillway call ... --stream | head`: end as other programs do, by SIGPIPE.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: (text) => stdout.write(`${text}\n`),
  stderr: (text) => stderr.write(`${text}\n`),
  drawOver: stderr.isTTY ? drawOver : undefined,
  isWatched: stdout.isTTY,
  directory: process.cwd(),
  userDirectory: userDirectory(),
  fetch,
  environment: process.env,
  openBrowser,
  ask: stdin.isTTY && stderr.isTTY ? (question) => askOn(terminal, question) : undefined,
  stdin,
  interruption: interruption.catch,
  stopped: catchStopSignals,
  targets: targetTypes,
});

/** Returns to the start of the line, and erases it. A line that wraps could not be erased, so it is cut. */
function drawOver(text: string): void {
  // Some pseudo-terminals report no columns.
  stderr.write(`\r\u001b[K${cutToColumns(text, (stderr.columns || 80) - 1)}`);
}
