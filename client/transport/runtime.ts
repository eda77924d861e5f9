/** Whether this is a page or worker of a browser, where a preflight request decides which headers a server receives. */
export function isBrowser(): boolean {
  return Reflect.has(globalThis, 'location') && Reflect.has(globalThis, 'navigator');
}

/**
 * Returns a controller that aborts with any of the signals.
 *
 * @param timeoutMs when it aborts by itself; never, unless given
 * @returns it, and a function that releases the signals and the timer
 */
export function linkedController(
  signals: readonly (AbortSignal | undefined)[],
  timeoutMs?: number,
): readonly [AbortController, () => void] {
  const controller = new AbortController();
  const cleanups = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    return [() => signal.removeEventListener('abort', abort)];
  });
  if (timeoutMs !== undefined) {
    const late = () => controller.abort(new Error(`No response within ${timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
    cleanups.push(() => clearTimeout(timer));
  }
  const release = () => {
    for (const cleanup of cleanups) cleanup();
  };
  return [controller, release];
}
