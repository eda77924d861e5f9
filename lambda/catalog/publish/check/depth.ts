import type { KeyPath } from '../../../fault.ts';
import type { Json } from '../../../json.ts';

/**
 * Finds the first value that is nested too deeply.
 *
 * @param depth allowed levels of objects and arrays
 * @returns its path, or `undefined`
 */
export function deeperThan(value: Json | undefined, depth: number, path: KeyPath = []): KeyPath | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === 0) return path;
  for (const [key, inner] of Object.entries(value)) {
    const found = deeperThan(inner, depth - 1, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}
