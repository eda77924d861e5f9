import type { BeforeContext } from './context.ts';

/** A read that several checks share: made once, by the first that needs it. */
export function perContext<V>(read: (context: BeforeContext) => Promise<V>): (context: BeforeContext) => Promise<V> {
  const values = new WeakMap<BeforeContext, Promise<V>>();
  return (context) => {
    const value = values.get(context) ?? read(context);
    values.set(context, value);
    return value;
  };
}
