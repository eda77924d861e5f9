import './node-version.cjs';
import { resolve } from 'node:path';
import { visibleText } from '../lambda/text/index.ts';
import { LocalStackError, readCommandLine, runLocalStack, USAGE, UsageError } from '../local/index.ts';
import { catchStopSignals } from './stop-signals.ts';
import { userDirectory } from './user-directory.ts';

/** `npm start`: runs the local stack until Ctrl-C. */
async function main(): Promise<void> {
  const { help, ...commandLine } = readCommandLine(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return;
  }
  const stopped = catchStopSignals();
  const catalog = commandLine.catalog?.map((path) => resolve(userDirectory(), path));
  await runLocalStack(
    { ...commandLine, catalog },
    {
      stdout: (text) => console.log(text),
      stderr: (text) => void process.stderr.write(`${text}\n`),
      stopped,
    },
  );
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof UsageError) {
      console.error(visibleText(`${error.message}\n\n${USAGE}`));
      process.exit(2);
    }
    console.error(error instanceof LocalStackError ? visibleText(error.message) : error);
    process.exit(1);
  },
);
