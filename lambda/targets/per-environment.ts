import type { TargetEnvironment } from './types.ts';

/**
 * Returns a function that creates one value per environment, on first use: for example an AWS client, whose connections live as
 * long as the environment. A promise that rejects is dropped, so that the next call tries again.
 *
 * @param make creates the value
 */
export function perEnvironment<T extends object>(
  make: (environment: TargetEnvironment) => T,
): (environment: TargetEnvironment) => T {
  const made = new WeakMap<TargetEnvironment, T>();
  return (environment) => {
    const known = made.get(environment);
    if (known !== undefined) return known;
    const value = make(environment);
    made.set(environment, value);
    if (value instanceof Promise) value.catch(() => made.delete(environment));
    return value;
  };
}
