import './node-version.cjs';
import { createInterface } from 'node:readline/promises';
import { targetTypes } from '../lambda/targets/publish.ts';
import { openBrowser, runCommandLine } from './cli/index.ts';
import { userDirectory } from './user-directory.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(`${text}\n`),
  stderr: (text) => process.stderr.write(`${text}\n`),
  drawOver: process.stderr.isTTY ? drawOver : undefined,
  directory: process.cwd(),
  userDirectory: userDirectory(),
  fetch,
  environment: process.env,
  openBrowser,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  targets: targetTypes,
});

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** Returns to the start of the line, and erases it. A line that wraps could not be erased, so it is cut. */
function drawOver(text: string): void {
  process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
}
