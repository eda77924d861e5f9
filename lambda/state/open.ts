import type { FunctionSettings } from '../settings.ts';
import type { State } from './types.ts';

/**
 * Opens what outlives an invocation. Makes no connection until something is used.
 *
 * @param settings which table, secret and function
 * @param now the clock, epoch milliseconds
 */
export function openState(_settings: FunctionSettings['state'], _now: () => number): State {
  throw new Error('to be written');
}
