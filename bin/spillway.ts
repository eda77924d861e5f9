import './node-version.cjs';
import { targetTypes } from '../lambda/targets/publish.ts';
import { runCommandLine } from './cli/index.ts';
import { userDirectory } from './user-directory.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(`${text}\n`),
  stderr: (text) => process.stderr.write(`${text}\n`),
  directory: process.cwd(),
  userDirectory: userDirectory(),
  fetch,
  targets: targetTypes,
});
