import { visibleText } from '../lambda/text/index.ts';
import type { CommandLine } from './options.ts';
import { accessLine, readableLine, readyJson, readyText } from './report.ts';
import { startLocalStack } from './stack.ts';

/** Where a run writes, and what ends it. */
interface Surroundings {
  /** Takes lines for the result. */
  readonly stdout: (text: string) => void;
  /** Takes lines for people. */
  readonly stderr: (text: string) => void;
  /** Aborted when the user ends the stack, also while it starts. */
  readonly stopped: AbortSignal;
}

/**
 * Runs the local stack until the user ends it: `npm start` and `spillway dev`.
 *
 * @throws LocalStackError for a problem that the user can correct; nothing keeps running
 */
export async function runLocalStack(
  { json, ...options }: Omit<CommandLine, 'help'>,
  { stdout, stderr, stopped }: Surroundings,
): Promise<void> {
  const begun = performance.now();
  const elapsed = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  const log = (line: string): void => stderr(visibleText(readableLine(line)));
  const stack = await startLocalStack({
    ...options,
    log,
    onStep: (step) => log(`${elapsed()}  ${step}`),
    onAccess: (entry) => log(accessLine(entry)),
    signal: stopped,
  }).catch((error: unknown) => {
    if (stopped.aborted) return undefined;
    throw error;
  });
  if (stack === undefined) return;
  log(
    `${elapsed()}  ready${options.watch ? '; documents, toolkit functions and services are taken up as they are saved' : ''}`,
  );
  stdout(json ? readyJson(stack) : readyText(stack));
  if (!stopped.aborted) await new Promise((resolve) => stopped.addEventListener('abort', resolve, { once: true }));
  await stack.stop();
}
