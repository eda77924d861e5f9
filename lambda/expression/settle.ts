/**
 * Continues with values synchronously if all of them are available, and otherwise after the last one: a call whose expressions
 * are plain paths does not yield to the event loop.
 *
 * @param values values and promises of values
 */
export function settle<T>(values: readonly unknown[], then: (values: readonly unknown[]) => T): T | Promise<T> {
  for (const value of values) if (value instanceof Promise) return Promise.all(values).then(then);
  return then(values);
}
