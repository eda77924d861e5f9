/** State that outlives an invocation: the state table, signed tokens, and the function that runs tasks. */

export { openState } from './open.ts';
export { readPieces, writePieces } from './pieces.ts';
export { InvalidToken, type State, type StateTable, StateUnavailable, TokenTooLarge } from './types.ts';
