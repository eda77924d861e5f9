/** Calls back after a number of milliseconds, unless the returned function is called first. */
export type After = (ms: number, callback: () => void) => () => void;

/** {@link After} on the real clock; the timer does not keep a process alive. */
export const afterTimeout: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

const afterHeldTimeout: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/**
 * Waits for a promise for a limited time. The work behind the promise continues after the timeout; a later failure is ignored.
 *
 * @param ms milliseconds
 * @param onTimeout returns the value to use after the timeout, or throws
 * @param after the clock
 * @throws what the promise rejects with, or what `onTimeout` throws
 */
export async function withTimeout<T, L>(
  promise: Promise<T>,
  ms: number,
  onTimeout: () => L,
  after: After = afterHeldTimeout,
): Promise<T | L> {
  let cancel = () => {};
  const timeout = new Promise<void>((resolve) => {
    cancel = after(ms, resolve);
  }).then(onTimeout);
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    cancel();
  }
}
