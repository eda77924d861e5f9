import { ADDED_NAMES } from './additions.ts';
import { NATIVE_NAMES } from './natives.ts';

/** Every function of expressions, without its `$`. */
export const FUNCTION_NAMES: readonly string[] = [...new Set([...NATIVE_NAMES, ...ADDED_NAMES])];
