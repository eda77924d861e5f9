import type { AuthSettings } from './settings.ts';

/** Adds to scopes all that they include, directly or through others. */
export type ExpandScopes = (scopes: Iterable<string>) => ReadonlySet<string>;

/**
 * Prepares the scope hierarchies of a stage. Every caller's scopes pass through the result once, when the caller is identified;
 * cycles are allowed, and make their scopes equal.
 *
 * @param implies the stage key `auth.implies`
 */
export function createScopeExpansion(implies: AuthSettings['implies'] = {}): ExpandScopes {
  const direct = new Map(Object.entries(implies));
  const included = new Map([...direct.keys()].map((scope) => [scope, reachableFrom(scope, direct)]));
  return (scopes) => {
    const expanded = new Set<string>();
    for (const scope of scopes) {
      expanded.add(scope);
      for (const other of included.get(scope) ?? []) expanded.add(other);
    }
    return expanded;
  };
}

function reachableFrom(start: string, direct: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([start]);
  // A Set also iterates over what is added to it meanwhile.
  for (const scope of found) for (const next of direct.get(scope) ?? []) found.add(next);
  return found;
}
