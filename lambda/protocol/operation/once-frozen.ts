/**
 * Caches the output for the last frozen value, so that a constant is converted once.
 *
 * @param make a pure function
 */
export function onceFrozen<T extends object, R>(make: (value: T) => R): (value: T) => R {
  let known: { readonly value: T; readonly made: R } | undefined;
  return (value) => {
    if (known?.value === value) return known.made;
    const made = make(value);
    if (Object.isFrozen(value)) known = { value, made };
    return made;
  };
}
