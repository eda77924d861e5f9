import type { TargetEnvironment } from '../types.ts';

/**
 * Keeps one value for each environment, such as an AWS client that is loaded with the first call that needs it. What could
 * not be made is tried again.
 *
 * @param make loads or opens the value
 */
export function oncePerEnvironment<T>(make: () => Promise<T>): (environment: TargetEnvironment) => Promise<T> {
  const made = new WeakMap<TargetEnvironment, Promise<T>>();
  return (environment) => {
    const known = made.get(environment);
    if (known !== undefined) return known;
    const making = make();
    made.set(environment, making);
    making.catch(() => made.delete(environment));
    return making;
  };
}
