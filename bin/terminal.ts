import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Interrupted } from './cli/index.ts';

/** The streams of a terminal, and what aborts when the user presses Ctrl-C. */
interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly interrupted: AbortSignal;
}

/**
 * Asks one question. The terminal itself edits the line, so that Ctrl-C is a signal at any time, and lines that are typed or pasted
 * ahead wait for the next question.
 *
 * @returns `undefined` when the user ends the input (Ctrl-D)
 * @throws Interrupted when the user presses Ctrl-C, if the command catches it
 */
export function askOn({ input, output, interrupted }: Terminal, question: string): Promise<string | undefined> {
  if (input.readableEnded) return Promise.resolve(undefined);
  const lines = createInterface({ input, output, terminal: false });
  return new Promise<string | undefined>((resolve, reject) => {
    const interrupt = () => reject(new Interrupted());
    interrupted.addEventListener('abort', interrupt, { once: true });
    const settle = (answer: string | undefined) => {
      interrupted.removeEventListener('abort', interrupt);
      resolve(answer);
      lines.close();
    };
    lines.once('close', () => settle(undefined));
    lines.question(question, settle);
  }).finally(() => lines.close());
}

/** What ends a process by Ctrl-C, in two steps. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** From now on, the first Ctrl-C aborts the signal; the second one ends the process, whatever it waits for. */
  catch(): AbortSignal;
}

/** Makes the interruption of a process. */
export function createInterruption(process: Pick<NodeJS.EventEmitter, 'once'>): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  return {
    signal,
    catch() {
      process.once('SIGINT', () => controller.abort(new Interrupted()));
      return signal;
    },
  };
}
