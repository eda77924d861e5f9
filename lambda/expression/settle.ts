/**
 * Goes on with values at once when all of them are there, after the last of them otherwise: a call whose expressions
 * are plain paths costs no turn of the event loop.
 *
 * @param values values and promises of values
 */
export function settle<T>(values: readonly unknown[], then: (values: readonly unknown[]) => T): T | Promise<T> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values).then(then) : then(values);
}
