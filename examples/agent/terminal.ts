import { type Caller, type Question, runAgent, type Step, type Way } from './agent.ts';

/** Milliseconds from the agent's start. */
interface Times {
  firstRowMs: number;
  answerMs: number;
}

/**
 * Runs the agent twice at the same time, streamed and buffered, and prints what the streamed one does and both waited for. If one
 * fails, the other is stopped.
 *
 * @throws ToolFailed if a tool reports an error
 * @throws McpClientError if a request fails
 */
export async function showInTerminal(
  client: Caller,
  question: Omit<Question, 'way'>,
  print: (line: string) => void,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(question.signal ? [question.signal] : [])]);
  const run = (way: Way, show: (step: Step, atMs: number) => void) =>
    time(runAgent(client, { ...question, way, signal }), show);
  print(`Which country of ${question.region} without a coast has the most neighbours?\n`);
  const [streamed, buffered] = await Promise.all([
    run('streamed', (step, atMs) => {
      const line = lineOf(step);
      if (line !== undefined) print(`${seconds(atMs)}  ${line}`);
    }),
    run('buffered', () => {}),
  ]).finally(() => failed.abort());
  print('\n                       first row    answer');
  print(`reads the stream      ${seconds(streamed.firstRowMs)}  ${seconds(streamed.answerMs)}`);
  print(`waits for the result  ${seconds(buffered.firstRowMs)}  ${seconds(buffered.answerMs)}`);
}

async function time(steps: AsyncIterable<Step>, show: (step: Step, atMs: number) => void): Promise<Times> {
  const startedAt = performance.now();
  const times: Times = { firstRowMs: Number.NaN, answerMs: Number.NaN };
  for await (const step of steps) {
    const atMs = performance.now() - startedAt;
    if (step.type === 'row' && Number.isNaN(times.firstRowMs)) times.firstRowMs = atMs;
    if (step.type === 'answer') times.answerMs = atMs;
    show(step, atMs);
  }
  return times;
}

function lineOf(step: Step): string | undefined {
  if (step.type === 'complete') return 'the result is complete';
  if (step.type === 'answer') return step.text;
  if (step.type === 'row') return undefined; // its finding follows
  const { name, hasCoast, neighbours } = step.finding;
  return `${name}: ${hasCoast ? 'has a coast' : `${neighbours} neighbours`}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2).padStart(7)} s`;
}
