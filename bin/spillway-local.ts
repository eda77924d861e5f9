import './node-version.cjs';
import { resolve } from 'node:path';
import { visibleText } from '../lambda/text/index.ts';
import {
  accessLine,
  LocalStackError,
  readCommandLine,
  readyJson,
  readyText,
  startLocalStack,
  USAGE,
  UsageError,
} from '../local/index.ts';
import { userDirectory } from './user-directory.ts';

const SAME_SIGNAL_MS = 500;

/** `npm start`: runs the local stack until Ctrl-C. */
async function main(): Promise<void> {
  const commandLine = readCommandLine(process.argv.slice(2));
  if (commandLine.help) {
    console.log(USAGE);
    return;
  }
  const interruption = new AbortController();
  const interrupted = new Promise((resolve) => interruption.signal.addEventListener('abort', resolve));
  let firstSignal = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // One Ctrl-C can arrive twice: from the terminal, and from npm or tsx. A later signal exits at once; every child exits
      // by itself when this process has exited.
      if (interruption.signal.aborted && performance.now() - firstSignal > SAME_SIGNAL_MS) process.exit(1);
      if (!interruption.signal.aborted) firstSignal = performance.now();
      interruption.abort();
    });
  }
  const log = (line: string): void => void process.stderr.write(`${visibleText(line)}\n`);
  const stack = await startLocalStack({
    ...commandLine,
    catalog: commandLine.catalog?.map((path) => resolve(userDirectory(), path)),
    log,
    onAccess: (entry) => log(accessLine(entry)),
    signal: interruption.signal,
  }).catch((error: unknown) => {
    if (interruption.signal.aborted) return undefined;
    throw error;
  });
  if (stack === undefined) return;
  console.log(commandLine.json ? readyJson(stack) : readyText(stack));
  await interrupted;
  await stack.stop();
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
