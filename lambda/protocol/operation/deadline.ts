import type { Parts } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';

/** Milliseconds reserved before the invocation's deadline, to send the response. */
export const RESPONSE_RESERVE_MS = 1_000;
/** Milliseconds after its deadline at which a target that still runs is ended from outside. */
export const LATE_MS = 250;

/**
 * Ends a stream of parts at its timeout. Targets enforce their own deadlines, and their errors name the cause; this catches a
 * target that does not, because AWS bills an invocation that hangs until the function's own timeout.
 *
 * @param ms timeout of the stream from now, in milliseconds
 */
export function endAfter(parts: Parts, ms: number): Parts & AsyncGenerator {
  return endBy(parts, () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ToolError(`The tool did not finish within its timeout (${ms} ms)`)), ms);
    });
    late.catch(() => {}); // handled below if the stream is still read
    return { end: late, forget: () => clearTimeout(timer) };
  });
}

/**
 * Ends a stream of parts when a promise rejects, with the same error.
 *
 * @param end never resolves
 */
export function endWith(parts: Parts, end: Promise<never>): Parts & AsyncGenerator {
  return endBy(parts, () => ({ end, forget() {} }));
}

/** What ends a stream of parts from outside. */
interface Limit {
  /** Rejects when the stream must end. */
  readonly end: Promise<never>;
  /** Called when the stream has ended. */
  forget(): void;
}

/** @param begin called when the stream is first read */
async function* endBy(parts: Parts, begin: () => Limit): Parts & AsyncGenerator {
  const { end, forget } = begin();
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
    forget();
    // Not awaited: a target that hangs would delay the response.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
