/** The longest wait that a server may ask for. A longer one is left to the caller. */
export const MAX_WAIT_MS = 60_000;

const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 8000;

/** Returns how long to wait before a repetition: twice as long each time, with jitter of a half. */
export function backoffMs(attempt: number): number {
  const longest = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_BACKOFF_MS);
  return longest / 2 + (Math.random() * longest) / 2;
}

/** Waits; rejects with the signal's reason when it aborts. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const wait = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return orAborted(wait, signal).finally(() => clearTimeout(timer));
}

/** Settles like a promise, or rejects with the signal's reason when that aborts first. */
export function orAborted<T>(promise: T | PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
