import type { Json } from '../../lambda/mcp/index.ts';
import { endedBy } from '../decode/index.ts';
import type { Part, ResultPart } from './parts.ts';
import type { CallResult } from './results.ts';

/** How long a call may take, and what ends it. */
export interface CallBounds {
  /** Ends the call: its connection is closed, its task is cancelled, and it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Longest duration of the whole call in milliseconds, questions and tasks included. Then it ends as if it was aborted.
   *
   * @default no limit of the client's
   */
  readonly timeoutMs?: number;
}

/** One run of a call. */
export interface Run {
  /** Aborts when the call ends early, for whatever reason. */
  readonly signal: AbortSignal;
  /** Whether somebody reads the parts before the result. */
  readonly wantsParts: boolean;
  /** Whether the consumer left the loop, as opposed to an abort. */
  readonly isLeft: () => boolean;
}

type Parts<T> = AsyncGenerator<Part<T>, void, undefined>;

/** `setTimeout` takes no more. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * A call: read its parts with `for await`, or its result alone with `result()`. Both share one request, which is sent when the
 * first of them begins.
 *
 * A loop that pauses stops the server. Leaving it closes the connection; a task goes on.
 */
export class Call<T = Json> implements AsyncIterable<Part<T>> {
  readonly #start: (run: Run) => Parts<T>;
  readonly #bounds: CallBounds;
  readonly #controller = new AbortController();
  #parts: Parts<T> | undefined;
  #isLeft = false;
  #release: () => void = () => undefined;
  #settled: Promise<CallResult<T>> | undefined;
  #drained: Promise<CallResult<T>> | undefined;

  /**
   * @param start sends the request
   * @throws RangeError for a timeout that is not a number of milliseconds
   */
  constructor(start: (run: Run) => Parts<T>, bounds: CallBounds) {
    const { timeoutMs } = bounds;
    if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) {
      throw new RangeError(`timeoutMs must be from 1 to ${MAX_TIMEOUT_MS} milliseconds, found ${timeoutMs}`);
    }
    this.#start = start;
    this.#bounds = bounds;
  }

  /**
   * Reads the call to its end. Parts that nobody has read by then are dropped: a loop that is running receives the result next.
   *
   * @returns the result; its `isError` is `true` if the tool failed
   * @throws McpClientError
   * @throws the reason of the signal that aborted the call
   */
  result(): Promise<CallResult<T>> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  [Symbol.asyncIterator](): AsyncIterator<Part<T>, void, undefined> {
    return endedBy(this.#read(), () => this.#leave());
  }

  async *#read(): Parts<T> {
    for (let part: Part<T> | undefined; part?.type !== 'result'; ) {
      part = this.#drained === undefined ? await this.#next(true) : undefined;
      part ??= resultPart(await this.result());
      yield part;
    }
  }

  async #drain(): Promise<CallResult<T>> {
    while (this.#settled === undefined) await this.#next(false);
    return this.#settled;
  }

  /** Reads one part; `undefined` if the call has ended. */
  async #next(wantsParts: boolean): Promise<Part<T> | undefined> {
    if (this.#settled !== undefined) return undefined;
    try {
      this.#parts ??= this.#open(wantsParts);
      const { done, value } = await this.#parts.next();
      if (done) return undefined;
      if (value.type === 'result') this.#settle(Promise.resolve(value.result));
      return value;
    } catch (error) {
      this.#settle(Promise.reject(error));
      throw error;
    }
  }

  #open(wantsParts: boolean): Parts<T> {
    const { signal, timeoutMs } = this.#bounds;
    signal?.throwIfAborted();
    const abort = () => this.#controller.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => this.#controller.abort(timeoutOf(timeoutMs)), timeoutMs);
    this.#release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    return this.#start({ signal: this.#controller.signal, wantsParts, isLeft: () => this.#isLeft });
  }

  #leave(): void {
    if (this.#settled !== undefined) return;
    const reason = new DOMException(
      'The loop over the parts ended before the result, which ended the call',
      'AbortError',
    );
    this.#isLeft = true;
    this.#settle(Promise.reject(reason));
    // A part that is pending would delay what the generator's own `return` closes.
    this.#controller.abort(reason);
    this.#parts?.return().catch(() => undefined);
  }

  #settle(outcome: Promise<CallResult<T>>): void {
    // A caller may never ask for the result.
    outcome.catch(() => undefined);
    this.#settled ??= outcome;
    this.#release();
  }
}

function timeoutOf(timeoutMs: number): DOMException {
  return new DOMException(`The call did not end within ${timeoutMs} ms. The tool may have run`, 'TimeoutError');
}

/** Returns the last part of a call. */
export function resultPart<T>(result: CallResult<T>): ResultPart<T> {
  return { type: 'result', result };
}
