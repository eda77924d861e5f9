import './node-version.cjs';
import { createInterface } from 'node:readline/promises';
import { targetTypes } from '../lambda/targets/publish.ts';
import { runCommandLine } from './cli/index.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(`${text}\n`),
  stderr: (text) => process.stderr.write(`${text}\n`),
  directory: process.cwd(),
  fetch,
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
