/** State that outlives an invocation: the state table, signed tokens, stream leases, and the function that runs tasks. */

export { openLimits } from './limits.ts';
export { openState } from './open.ts';
export { readPieces, writePieces } from './pieces.ts';
export { createKeySource, type KeySource } from './signing-key.ts';
export {
  InvalidToken,
  type State,
  type StateTable,
  StateUnavailable,
  type StreamLease,
  TokenTooLarge,
} from './types.ts';
