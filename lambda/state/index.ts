/** State that outlives an invocation: the state table, signed tokens, stream leases, and the function that runs tasks. */

export { openLimits } from './limits.ts';
export { openState } from './open.ts';
export { readPieces, writePieces } from './pieces.ts';
export {
  InvalidToken,
  type LimitState,
  type RateLimit,
  type State,
  type StateTable,
  StateUnavailable,
  type StreamLease,
  type StreamLeases,
  TokenTooLarge,
} from './types.ts';
