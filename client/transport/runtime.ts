/** Whether this is a page or worker of a browser, where a preflight request decides which headers a server receives. */
export function isBrowser(): boolean {
  return Reflect.has(globalThis, 'location') && Reflect.has(globalThis, 'navigator');
}

/**
 * Returns a controller that aborts with any of the signals.
 *
 * @returns it, and a function that stops listening to the signals
 */
export function linkedController(
  signals: readonly (AbortSignal | undefined)[],
): readonly [AbortController, () => void] {
  const controller = new AbortController();
  const cleanups = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    return [() => signal.removeEventListener('abort', abort)];
  });
  return [controller, () => cleanups.forEach((cleanup) => void cleanup())];
}
