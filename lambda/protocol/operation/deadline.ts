import type { Parts } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';

/** Milliseconds kept back from the host's deadline, to send the response in. */
export const RESPONSE_RESERVE_MS = 1_000;
/** How much later than its deadline a target that did not end itself is ended from outside, in milliseconds. */
export const LATE_MS = 250;

/**
 * Ends a stream of parts that outlives its time. Targets keep their deadlines themselves, and say better what took so long;
 * this is for the one that does not, as an invocation that never ends is paid for until the function's own timeout.
 *
 * @param ms how long the stream may take from now, in milliseconds
 */
export async function* endAfter(parts: Parts, ms: number): Parts & AsyncGenerator {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ToolError(`The tool did not end within its time (${ms} ms)`)), ms);
  });
  late.catch(() => {}); // heard below, if anyone still listens
  try {
    yield* endWith(parts, late);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ends a stream of parts when a promise rejects, and fails as it did.
 *
 * @param end never resolves
 */
export async function* endWith(parts: Parts, end: Promise<never>): Parts & AsyncGenerator {
  const iterator = parts[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), end]);
      ended = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: what hangs would hold up the goodbye.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
