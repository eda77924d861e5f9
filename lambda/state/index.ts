export { openState } from './open.ts';
export { InvalidToken, type State, type StateTable, type TokenSigner, TokenTooLarge } from './types.ts';
