/** Calls back after some milliseconds, unless the returned function is called before. */
export type After = (ms: number, callback: () => void) => () => void;

/** {@link After} on the real clock; does not keep a process alive. */
export const afterTimeout: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** How a wait ended: with a value, with an error, or without either in time. */
export type Outcome<V> =
  | { readonly kind: 'value'; readonly value: V }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

/**
 * Waits for a promise, but not for longer than `ms`. The promise goes on; nobody hears when it fails later.
 *
 * @param ms milliseconds
 */
export async function waitAtMost<V>(promise: Promise<V>, ms: number, after: After): Promise<Outcome<V>> {
  let cancel = () => {};
  const late = new Promise<Outcome<V>>((resolve) => {
    cancel = after(ms, () => resolve({ kind: 'late' }));
  });
  const settled = promise.then(
    (value): Outcome<V> => ({ kind: 'value', value }),
    (error: unknown): Outcome<V> => ({ kind: 'failed', error }),
  );
  const outcome = await Promise.race([settled, late]);
  cancel();
  return outcome;
}
