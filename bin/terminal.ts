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
  if (interrupted.aborted) return Promise.reject(new Interrupted());
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

/** Characters of two columns: Chinese, Japanese, Korean, full-width forms, emoji. Unicode Standard Annex 11 */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;

/** Cuts a text so that it fits into one line. */
export function cutToColumns(text: string, columns: number): string {
  let [end, width] = [0, 0];
  for (const char of text) {
    width += WIDE.test(char) ? 2 : 1;
    if (width > columns) break;
    end += char.length;
  }
  return text.slice(0, end);
}
